// Slack's dark side: the workspace, its channels, conversations of several, and the app.

import { avatar } from "../avatar";
import { h, keyed, unseen } from "../dom";
import type { Place, Screen } from "./types";

export interface Sidebar {
  element: HTMLElement;
  draw(screen: Screen, open: string): void;
}

interface Entry {
  id: string;
  name: string;
  sign: "#" | "people" | "app";
  unread: number;
  open: boolean;
}

const title = (place: Place): string =>
  place.kind === "mpim" ? place.people.map((one) => one.name).join(", ") : place.name;

export { title };

export function sidebar(go: (place: string) => void): Sidebar {
  const workspace = h("p", { class: "workspace" });
  const channels = h("ul");
  const groups = h("ul");
  const apps = h("ul");
  const direct = part("Direct messages", groups);
  const you = h("p", { class: "you" });
  const element = h(
    "nav",
    { class: "sidebar", "aria-label": "Slack: channels and messages" },
    workspace,
    h("div", { class: "sidebar-places" }, part("Channels", channels), direct, part("Apps", apps)),
    you,
  );

  function part(name: string, list: HTMLElement): HTMLElement {
    return h("section", {}, h("h3", {}, name), list);
  }

  function row(entry: Entry): HTMLElement {
    const sign = entry.sign === "#" ? h("span", { class: "sign", "aria-hidden": "true" }, "#") : avatar(entry.name, entry.sign === "app");
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: entry.unread ? "place unread" : "place",
          "aria-current": entry.open ? "page" : undefined,
          on: { click: () => go(entry.id) },
        },
        sign,
        h("span", { class: "place-name" }, entry.name),
        entry.unread > 0 && h("span", { class: "unread-count" }, entry.unread, unseen(" unread")),
      ),
    );
  }

  return {
    element,
    draw(screen, open) {
      workspace.textContent = screen.workspace.name;
      you.replaceChildren(avatar(screen.person.name), h("span", {}, screen.person.name));
      const entry = (place: Place, sign: Entry["sign"]): Entry => ({
        id: place.id,
        name: title(place),
        sign,
        unread: place.id === open ? 0 : place.unread,
        open: place.id === open,
      });
      const sorted = [...screen.channels].sort((one, other) => one.name.localeCompare(other.name));
      keyed(channels, sorted.map((one) => entry(one, "#")), (one) => one.id, row);
      keyed(groups, screen.groups.map((one) => entry(one, "people")), (one) => one.id, row);
      direct.hidden = !screen.groups.length;
      const app = { ...entry(screen.direct, "app"), name: screen.app.name };
      app.open = app.open || open === "home";
      keyed(apps, [app], (one) => one.id, row);
    },
  };
}

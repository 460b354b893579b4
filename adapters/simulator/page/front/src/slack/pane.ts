// The left pane: one person's Slack, from what the stand-in tells of it.

import { composer } from "../composer";
import { fill, h, keyed } from "../dom";
import { icon } from "../icons";
import { modal } from "../modal";
import { pane } from "../pane";
import type { Pane } from "../pane";
import { go } from "../where";
import * as messages from "./messages";
import { sidebar, title } from "./sidebar";
import { typed } from "./text";
import { threadPanel } from "./thread";
import type { Place, Screen, State } from "./types";
import { homeOf, modalKey, modalOf } from "./view";

const NEAR = 90;

export function slackPane(command: () => string): Pane<Screen> {
  const self = pane<Screen>("slack", "Slack", (_, moved) => draw(moved));
  const side = sidebar((place) => open(place));
  const back = h("button", { type: "button", class: "back", "aria-label": "Back to the list", on: { click: leave } });
  const heading = h("h3", { class: "place-title", tabindex: "-1" });
  const about = h("p", { class: "quiet place-about" });
  const tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "The app" });
  const list = h("ol", { class: "messages", tabindex: "0" });
  const earlier = h("button", { type: "button", class: "earlier", on: { click: () => self.more() } });
  const home = h("div", { class: "home", tabindex: "0" });
  const writing = h("div", { class: "writing" });
  const scroll = h("div", { class: "scroll" }, earlier, list, home);
  const main = h("section", { class: "main", "aria-label": "Slack: conversation" });
  const thread = threadPanel({
    frame: () => behind,
    talk: () => talk(true),
    replies: (to, words) => self.does("replies", { to, words }),
    closed(ts) {
      draw(false);
      const line = [...list.querySelectorAll<HTMLElement>("[data-ts]")].find((one) => one.dataset["ts"] === ts);
      line?.querySelector<HTMLElement>(".answers, .tool")?.focus();
    },
  });
  const layer = h("div", { class: "layer" });
  const behind = h("div", { class: "slack-frame deep" }, side.element, main, thread.element);
  const dialogs = modal(layer, behind, () => main.querySelector<HTMLElement>("textarea, button"));
  let written = "";
  let newest = "";

  back.append(icon("back"));
  main.append(h("header", { class: "place-head" }, back, h("div", {}, heading, about)), tabs, scroll, writing);
  self.stage.append(behind, layer);

  // --- what is done

  function open(place: string): void {
    behind.classList.add("deep");
    if (place === "home") {
      self.opens("home");
      void self.does("home", {});
    } else {
      self.opens(place);
    }
  }

  function leave(): void {
    behind.classList.remove("deep");
    side.element.querySelector<HTMLElement>("[aria-current], button")?.focus();
  }

  const acts = (on: string, block: string, action: string, inputs: State): void => {
    void self.does("acts", { on, block, action, inputs });
  };

  function talk(inThread: boolean): messages.Talk {
    return {
      names: self.view?.names ?? {},
      me: self.view?.person.id ?? "",
      thread: inThread,
      opens: (ts) => {
        go({ "slack-thread": ts });
        draw(false);
        thread.focus();
      },
      acts,
      edits: (to, words) => self.does("edits", { to, words }),
      deletes: (to) => void self.does("deletes", { to }),
      menu: self.view?.menus.message ?? [],
      chooses: (to, what) => void self.does("menu", { to, what }),
    };
  }

  // --- what is drawn

  function draw(moved: boolean): void {
    const screen = self.view;
    if (!screen) {
      return;
    }
    const wanted = self.place();
    const all = [...screen.channels, ...screen.groups, screen.direct];
    const place = all.find((one) => one.id === wanted);
    if (!place && wanted !== "home") {
      self.opens((screen.channels[0] ?? screen.direct).id);
      return;
    }
    side.draw(screen, wanted);
    appTabs(screen, wanted);
    thread.draw(screen, place); // first: where there is little room, an open thread hides the rest
    if (place) {
      drawPlace(screen, place, moved);
    } else {
      drawHome(screen);
    }
    drawModal(screen);
  }

  function appTabs(screen: Screen, wanted: string): void {
    const shown = wanted === "home" || wanted === screen.direct.id;
    tabs.hidden = !shown;
    const rows = shown ? [["home", "Home"] as const, [screen.direct.id, "Messages"] as const] : [];
    keyed(
      tabs,
      rows.map(([id, name]) => ({ id, name, chosen: id === wanted })),
      (one) => one.id,
      (one) =>
        h(
          "button",
          { type: "button", role: "tab", "aria-selected": String(one.chosen), on: { click: () => open(one.id) } },
          one.name,
        ),
    );
  }

  function drawPlace(screen: Screen, place: Place, moved: boolean): void {
    const channel = place.kind === "channel" || place.kind === "private";
    const name = place.kind === "im" ? screen.app.name : title(place);
    heading.textContent = channel ? `# ${name}` : name;
    about.textContent = channel ? `${place.people.length + 1} people` : place.kind === "im" ? "App" : "";
    list.setAttribute("aria-label", `Messages in ${name}`);
    list.hidden = false;
    home.hidden = true;
    earlier.hidden = !place.earlier;
    earlier.textContent = `Show ${Math.min(place.earlier, 60)} earlier messages`;
    const low = moved || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    messages.draw(list, place.messages, talk(false));
    if (low) {
      scroll.scrollTop = scroll.scrollHeight;
    }
    write(place, name);
    tell(place, moved);
    if (place.unread && document.visibilityState === "visible") {
      self.quietly("reads", { in: place.id });
    }
  }

  function write(place: Place, name: string): void {
    writing.hidden = place.archived;
    if (written === place.id) {
      return;
    }
    written = place.id;
    const channel = place.kind === "channel" || place.kind === "private";
    const box = composer({
      label: `Message ${name}`,
      placeholder: `Message ${channel ? `#${name}` : name}`,
      offers: [
        { words: `${command()} `, what: "asks Upstream, and only you see the answer" },
        { words: `${command()} help`, what: "shows what can be asked" },
        ...(channel ? [{ words: "@Upstream ", what: "mentions the app" }] : []),
      ],
      hint: channel ? `Upstream hears answers in its threads, @Upstream, and ${command()}, which only you see.` : "",
      send: (words) => self.does("says", { words, in: place.id }),
      tools: (self.view?.menus.everywhere ?? []).map((one) => ({
        name: one.name,
        drawing: "bolt",
        does: () => void self.does("shortcut", { what: one.id }),
      })),
    });
    fill(writing, box.element);
  }

  function drawHome(screen: Screen): void {
    heading.textContent = screen.app.name;
    about.textContent = "App";
    list.hidden = earlier.hidden = writing.hidden = true;
    home.hidden = false;
    home.setAttribute("aria-label", `${screen.app.name}: Home`);
    const view = screen.home;
    keyed(
      home,
      view ? [{ hash: view.hash }] : [],
      (one) => one.hash,
      () => (view ? homeOf(view, screen.names, { acts }) : h("p")),
    );
    if (!view) {
      fill(home, h("p", { class: "quiet" }, "The app has put nothing here yet."));
    }
  }

  function drawModal(screen: Screen): void {
    const top = screen.modals.at(-1);
    if (!top) {
      dialogs.hide();
      return;
    }
    const closes = (): void => void self.does("closes", {});
    const hands = { acts, sends: (inputs: State) => void self.does("sends", { inputs }), closes };
    dialogs.show(modalKey(top), () => modalOf(top, screen.names, hands), closes);
  }

  /** What somebody who does not see hears of what is new here. */
  function tell(place: Place, moved: boolean): void {
    const last = place.messages.at(-1);
    const mark = last ? `${place.id} ${last.ts}` : "";
    if (last && !moved && mark !== newest && last.user !== self.view?.person.id) {
      const who = last.ephemeral ? `${last.name}, only visible to you` : last.name;
      self.announce(`${who}: ${typed(last.text, self.view?.names ?? {}).slice(0, 200)}`);
    }
    newest = mark;
  }

  return self;
}

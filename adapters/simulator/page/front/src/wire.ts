// The drawer: what went over the wire between Upstream and the two stand-ins, newest first.

import { getWire } from "./api";
import type { Exchange, Platform } from "./api";
import { fill, h, keyed } from "./dom";
import { icon } from "./icons";
import { exact } from "./time";

const MOST = 120;

export interface Drawer {
  element: HTMLElement;
  button: HTMLElement;
  changed(): void;
}

type Filter = "both" | Platform;

export function drawer(): Drawer {
  let exchanges: Exchange[] = [];
  let filter: Filter = "both";
  let asking = false;

  const button = h(
    "button",
    { type: "button", class: "control wire-button", "aria-expanded": "false", "aria-controls": "wire", on: { click: toggle } },
    icon("wire"),
    "On the wire",
  );
  const list = h("ol", { class: "wire-list", tabindex: "0", "aria-label": "What went over the wire, newest first" });
  const choices = h("fieldset", { class: "wire-filter" }, h("legend", { class: "unseen" }, "Show"));
  const shut = h("button", { type: "button", class: "plain", "aria-label": "Close", on: { click: toggle } });
  const title = h("h2", { tabindex: "-1" }, "What went over the wire");
  const element = h(
    "section",
    {
      class: "wire",
      id: "wire",
      "aria-label": "What went over the wire",
      on: { keydown: (event) => event.key === "Escape" && toggle() },
    },
    h("header", {}, title, choices, shut),
    list,
  );
  element.hidden = true;
  shut.append(icon("close"));
  for (const [value, name] of [["both", "Both"], ["slack", "Slack"], ["teams", "Teams"]] as const) {
    const box = h("input", { type: "radio", name: "wire-filter", value, checked: value === filter });
    box.addEventListener("change", () => {
      filter = value;
      draw();
    });
    choices.append(h("label", {}, box, name));
  }

  function toggle(): void {
    element.hidden = !element.hidden;
    button.setAttribute("aria-expanded", String(!element.hidden));
    if (element.hidden) {
      button.focus();
    } else {
      void load();
      title.focus();
    }
  }

  async function load(): Promise<void> {
    if (asking) {
      return;
    }
    asking = true;
    try {
      const more = await getWire(exchanges[0]?.number ?? 0);
      exchanges = [...more, ...exchanges].slice(0, 500);
      draw();
    } finally {
      asking = false;
    }
  }

  function draw(): void {
    const shown = exchanges.filter((one) => filter === "both" || one.platform === filter).slice(0, MOST);
    keyed(list, shown.map((one) => ({ number: one.number })), (one) => String(one.number), (one) => row(one.number));
    if (!shown.length) {
      fill(list, h("li", { class: "quiet wire-none" }, "Nothing yet. Write something, or press a button."));
    }
  }

  function row(number: number): HTMLElement {
    const one = exchanges.find((each) => each.number === number);
    if (!one) {
      return h("li");
    }
    const toBot = one.direction === "to bot";
    const name = one.platform === "slack" ? "Slack" : "Teams";
    const summary = h(
      "summary",
      {},
      h("time", {}, exact(new Date(one.at))),
      h("span", { class: `wire-way ${one.platform}` }, toBot ? `${name} → Upstream` : `Upstream → ${name}`),
      h("code", { class: "wire-what" }, what(one)),
      h("span", { class: ok(one) ? "wire-status" : "wire-status bad" }, one.status ? String(one.status) : "no answer"),
    );
    const details = h("details", {}, summary);
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) {
        details.append(whole(one));
      }
    });
    return h("li", {}, details);
  }

  return {
    element,
    button,
    changed() {
      if (!element.hidden) {
        void load();
      }
    },
  };
}

// Bodies are whatever was sent.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Any = any;

function ok(one: Exchange): boolean {
  const answer = one.answer as Any;
  return one.status >= 200 && one.status < 300 && answer?.ok !== false;
}

/** The exchange in a few words. */
function what(one: Exchange): string {
  const body = (one.body ?? {}) as Any;
  if (one.direction === "from bot") {
    return `${one.method} ${shortened(one.path)}`;
  }
  if (body.command) {
    return `${body.command} ${body.text ?? ""}`;
  }
  const inner = body.event?.type ?? body.name ?? body.actions?.[0]?.text?.text ?? body.action ?? "";
  return [body.type ?? one.path, inner].filter(Boolean).join(" · ");
}

/** Teams' conversation ids are as long as a line. */
function shortened(path: string): string {
  return path
    .split("/")
    .map((part) => (part.length > 26 ? `${part.slice(0, 10)}…` : part))
    .join("/");
}

function whole(one: Exchange): HTMLElement {
  const pretty = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  const part = (name: string, value: unknown): HTMLElement =>
    h("div", { class: "wire-part" }, h("h3", {}, name), h("pre", { tabindex: "0" }, pretty(value ?? "") || "(nothing)"));
  return h(
    "div",
    { class: "wire-whole" },
    h("p", { class: "quiet" }, `${one.method} ${one.path}${one.seconds === undefined ? "" : ` · ${one.seconds} s`}`),
    h("div", { class: "wire-parts" }, part("Sent", one.body), part("Answered", one.answer)),
  );
}

// The panel beside a conversation: one message, and what was answered to it.

import { composer } from "../composer";
import type { Composer } from "../composer";
import { fill, h } from "../dom";
import { icon } from "../icons";
import { go, here } from "../where";
import * as messages from "./messages";
import { title } from "./sidebar";
import type { Place, Screen } from "./types";

const NEAR = 90;

export interface Thread {
  element: HTMLElement;
  draw(screen: Screen, place: Place | undefined): void;
  focus(): void;
}

export interface Around {
  /** What the panel takes its room from. */
  frame(): HTMLElement;
  talk(): messages.Talk;
  replies(to: string, words: string): Promise<boolean>;
  closed(ts: string): void;
}

export function threadPanel(around: Around): Thread {
  const shut = h("button", { type: "button", class: "plain", "aria-label": "Close thread", on: { click: close } });
  const where = h("p", { class: "quiet" });
  const lines = h("ol", { class: "messages", tabindex: "0", "aria-label": "Thread" });
  const scroll = h("div", { class: "scroll" }, lines);
  const writing = h("div", { class: "writing" });
  const element = h(
    "section",
    { class: "thread", "aria-label": "Thread", on: { keydown: (event) => event.key === "Escape" && close() } },
    h("header", { class: "place-head" }, h("div", {}, h("h3", {}, "Thread"), where), shut),
    scroll,
    writing,
  );
  let shown = "";
  let box: Composer | null = null;
  shut.append(icon("close"));

  function close(): void {
    const ts = here("slack-thread");
    go({ "slack-thread": "" });
    around.closed(ts);
  }

  function draw(screen: Screen, place: Place | undefined): void {
    const ts = here("slack-thread");
    const root = place?.messages.find((one) => one.ts === ts);
    element.hidden = !root;
    around.frame().classList.toggle("threaded", Boolean(root));
    if (!root || !place) {
      shown = "";
      return;
    }
    where.textContent = place.kind === "im" ? screen.app.name : `# ${title(place)}`;
    const low = shown !== ts || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    messages.draw(lines, [root, ...(root.replies ?? [])], around.talk());
    if (low) {
      scroll.scrollTop = scroll.scrollHeight;
    }
    if (shown !== ts) {
      const send = (words: string): Promise<boolean> => around.replies(ts, words);
      box = composer({ label: "Reply in thread", placeholder: "Reply…", send });
      fill(writing, box.element);
      shown = ts;
    }
  }

  return { element, draw, focus: () => box?.focus() };
}

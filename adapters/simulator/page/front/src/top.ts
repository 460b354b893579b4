// The top of the page: what this is, the words that stand on every picture, the clock, and the controls.

import { control, Problem } from "./api";
import { fill, h } from "./dom";
import { icon } from "./icons";
import { full } from "./time";

export const WORDS = "Invented people and words. No council said this.";

export interface Top {
  element: HTMLElement;
  clock(iso: string): void;
  controls(names: string[]): void;
  connected(is: boolean): void;
}

export function top(after: () => void, wire: HTMLElement): Top {
  const time = h("time");
  const now = h("p", { class: "clock" }, icon("clock"), h("span", { class: "unseen" }, "The demo's clock: "), time);
  const buttons = h("div", { class: "controls", role: "group", "aria-label": "The demo" });
  const unfold = h(
    "button",
    { type: "button", class: "control unfold", "aria-expanded": "false", on: { click: () => open() } },
    icon("down"),
    "Move the demo on",
  );
  const status = h("p", { class: "status", role: "status" });
  const element = h(
    "header",
    { class: "top" },
    h(
      "div",
      { class: "top-names" },
      h("h1", {}, "Upstream"),
      h("p", { class: "invented" }, WORDS),
      now,
    ),
    h("div", { class: "top-does" }, unfold, buttons, wire),
    status,
  );
  let running = false;
  let fading = 0;

  function say(words: string, lasts: boolean): void {
    status.textContent = words;
    window.clearTimeout(fading);
    if (!lasts) {
      fading = window.setTimeout(() => (status.textContent = ""), 20_000);
    }
  }

  /** On a phone the controls are folded away until they are wanted. */
  function open(): void {
    const is = element.classList.toggle("unfolded");
    unfold.setAttribute("aria-expanded", String(is));
  }

  async function press(number: number, name: string): Promise<void> {
    if (running) {
      return;
    }
    running = true;
    buttons.setAttribute("aria-busy", "true");
    say(`${name}…`, true);
    try {
      const done = await control(number);
      say(done.said, false);
      show(done.clock);
    } catch (error) {
      say(error instanceof Problem ? error.message : "That did not work.", true);
    } finally {
      running = false;
      buttons.removeAttribute("aria-busy");
      after();
    }
  }

  function show(iso: string): void {
    const at = new Date(iso);
    time.dateTime = iso;
    time.textContent = full(at);
  }

  return {
    element,
    clock: show,
    controls(names) {
      const one = (name: string, number: number): HTMLElement =>
        h("button", { type: "button", class: "control", on: { click: () => void press(number, name) } }, name);
      fill(buttons, ...names.map(one));
    },
    connected(is) {
      element.classList.toggle("lost", !is);
      if (!is) {
        say("The demo does not answer. This page tries again by itself.", true);
      } else if (status.textContent?.startsWith("The demo does not answer")) {
        say("", true);
      }
    },
  };
}

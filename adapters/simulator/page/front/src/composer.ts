// The box one writes in: Enter sends, Shift and Enter begins a new line; what can be begun with is offered.

import { fill, grows, h, newId, unseen } from "./dom";
import { icon } from "./icons";

export interface Offer {
  /** What is put in. */
  words: string;
  /** What it is for. */
  what: string;
}

/** A button beside the box: what the app has there. */
export interface Tool {
  name: string;
  drawing: string;
  does(): void;
}

export interface Writing {
  label: string;
  placeholder: string;
  send(words: string): Promise<boolean>;
  /** What one should know before one writes here. */
  hint?: string;
  offers?: Offer[];
  /** Words to begin with, where something is changed; then there is a way out as well. */
  begin?: string;
  cancel?: () => void;
  tools?: Tool[];
}

export interface Composer {
  element: HTMLElement;
  focus(): void;
}

export function composer(writing: Writing): Composer {
  const hints = newId("offers");
  const told = newId("hint");
  const box = h("textarea", {
    rows: "1",
    "aria-label": writing.label,
    "aria-describedby": writing.hint ? `${told} ${hints}` : hints,
    placeholder: writing.placeholder,
    on: {
      input: () => {
        grows(box);
        offer();
      },
      keydown: (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          void send();
        } else if (event.key === "Escape" && offers.childElementCount) {
          event.stopPropagation();
          fill(offers);
        } else if (event.key === "Escape" && writing.cancel) {
          event.stopPropagation();
          writing.cancel();
        }
      },
    },
  });
  box.value = writing.begin ?? "";
  const offers = h("div", { class: "offers", id: hints });
  const button = h("button", { class: "send", type: "submit", title: "Send" }, icon("send"), unseen("Send"));
  const element = h(
    "form",
    {
      class: "composer",
      on: {
        submit: (event) => {
          event.preventDefault();
          void send();
        },
      },
    },
    offers,
    h("div", { class: "composer-row" }, box, ...(writing.tools ?? []).map(beside), writing.cancel && cancel(writing.cancel), button),
    writing.hint && h("p", { class: "composer-hint", id: told }, writing.hint),
  );

  function beside(one: Tool): HTMLElement {
    const name = unseen(one.name);
    return h("button", { type: "button", class: "tool", title: one.name, on: { click: one.does } }, icon(one.drawing), name);
  }

  function cancel(does: () => void): HTMLElement {
    return h("button", { type: "button", class: "plain", on: { click: does } }, "Cancel");
  }

  async function send(): Promise<void> {
    const words = box.value.trim();
    if (!words || button.disabled) {
      return;
    }
    button.disabled = true;
    box.value = "";
    fill(offers);
    const sent = await writing.send(words);
    button.disabled = false;
    if (!sent && !box.value) {
      box.value = words;
    }
    grows(box);
  }

  function offer(): void {
    const begun = box.value.trim();
    const wanted = (writing.offers ?? []).filter(
      (one) => begun && one.words.toLowerCase().startsWith(begun.toLowerCase()) && one.words.trim() !== begun,
    );
    fill(
      offers,
      ...wanted.map((one) =>
        h(
          "button",
          {
            type: "button",
            class: "offer",
            on: {
              click: () => {
                box.value = one.words;
                fill(offers);
                box.focus();
              },
            },
          },
          h("b", {}, one.words.trim()),
          ` ${one.what}`,
        ),
      ),
    );
  }

  return { element, focus: () => box.focus() };
}

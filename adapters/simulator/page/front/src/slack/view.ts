// Slack's modals, and the app's Home tab: views, in Slack's words.

import { h } from "../dom";
import { dialog } from "../modal";
import { blocks } from "./blocks";
import type { Names } from "./text";
import type { State, View } from "./types";

export interface Hands {
  acts(on: string, block: string, action: string, inputs: State): void;
  sends(inputs: State): void;
  closes(): void;
}

/** What tells one modal from another: its content, or what is wrong with it. */
export const modalKey = (view: View): string => `${view.id} ${view.hash} ${JSON.stringify(view.errors)}`;

export function modalOf(view: View, names: Names, hands: Hands): HTMLElement {
  const drawn = blocks(view.blocks, {
    names,
    state: view.state.values,
    errors: view.errors,
    act: (block, action, inputs) => hands.acts(view.id, block, action, { ...drawn.inputs(), ...inputs }),
  });
  const trouble = view.errors[""];
  const body = h("div", {}, trouble && h("p", { class: "problem", role: "alert" }, trouble), drawn.element);
  const close = h("button", { type: "button", class: "button", on: { click: hands.closes } }, view.close?.["text"] ?? "Cancel");
  const submit = view.submit && h("button", { type: "submit", class: "button primary" }, view.submit["text"]);
  const foot = h("footer", {}, submit ? close : null, submit ?? close);
  const form = h(
    "form",
    {
      class: "dialog-form",
      novalidate: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          if (view.submit && drawn.complete()) {
            hands.sends(drawn.inputs());
          }
        },
      },
    },
    body,
    foot,
  );
  body.className = "dialog-body";
  if (!view.submit) {
    close.textContent = view.close?.["text"] ?? "Close";
  }
  return dialog(String(view.title?.["text"] ?? ""), hands.closes, form, null);
}

export function homeOf(view: View, names: Names, hands: Pick<Hands, "acts">): HTMLElement {
  const drawn = blocks(view.blocks, {
    names,
    state: view.state.values,
    errors: {},
    act: (block, action, inputs) => hands.acts(view.id, block, action, { ...drawn.inputs(), ...inputs }),
  });
  return h("div", { class: "home-view" }, drawn.element);
}

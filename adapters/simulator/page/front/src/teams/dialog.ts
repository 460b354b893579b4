// Teams' dialogs: a card of one's own, or a sentence.

import { h } from "../dom";
import { dialog } from "../modal";
import { cardOf } from "./card";
import type { Press } from "./card";
import type { Dialog } from "./types";

export function dialogOf(what: Dialog, app: string, press: (what: Press) => void, close: () => void): HTMLElement {
  const body = h("div", { class: "dialog-body" });
  if (what.card) {
    body.append(cardOf(what.card, press));
  } else {
    body.append(h("p", {}, what.message ?? (what.url ? `This dialog shows a page: ${what.url}` : "")));
    body.append(h("button", { type: "button", class: "button", on: { click: close } }, "OK"));
  }
  return dialog(what.title || app, close, body, null);
}

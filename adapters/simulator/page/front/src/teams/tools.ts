// Changing and deleting what one wrote.

import { composer } from "../composer";
import { h, unseen } from "../dom";
import { icon } from "../icons";
import { typed } from "./message";
import type { Hands } from "./message";
import type { Message } from "./types";

export function tools(message: Message, body: HTMLElement, hands: Hands): HTMLElement | null {
  if (message.deleted || !message.author.you) {
    return null;
  }
  const tool = (name: string, drawing: string, does: () => void): HTMLElement =>
    h("button", { type: "button", class: "tool", title: name, on: { click: does } }, icon(drawing), unseen(name));
  return h(
    "div",
    { class: "tools" },
    tool("Edit message", "edit", () => edit(message, body, hands)),
    tool("Delete message", "bin", () => hands.deletes(message.id)),
  );
}

function edit(message: Message, body: HTMLElement, hands: Hands): void {
  const shown = [...body.childNodes];
  const box = composer({
    label: "Edit message",
    placeholder: "",
    begin: typed(message),
    cancel: () => body.replaceChildren(...shown),
    send: (words) => hands.edits(message.id, words),
  });
  body.replaceChildren(box.element);
  box.focus();
}

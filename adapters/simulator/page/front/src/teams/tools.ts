// A message's menu: changing and deleting what one wrote, and what the app has there.

import { composer } from "../composer";
import { h, unseen } from "../dom";
import { icon } from "../icons";
import { typed } from "./message";
import type { Hands } from "./message";
import type { Message } from "./types";

export function tools(message: Message, body: HTMLElement, hands: Hands): HTMLElement | null {
  if (message.deleted) {
    return null;
  }
  const tool = (name: string, drawing: string, does: () => void): HTMLElement =>
    h("button", { type: "button", class: "tool", title: name, on: { click: does } }, icon(drawing), unseen(name));
  const able = hands.menu().map((one) => tool(one.name, "keep", () => hands.chooses(message.id, one.id)));
  if (message.author.you) {
    able.push(tool("Edit message", "edit", () => edit(message, body, hands)));
    able.push(tool("Delete message", "bin", () => hands.deletes(message.id)));
  }
  return able.length ? h("div", { class: "tools" }, ...able) : null;
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

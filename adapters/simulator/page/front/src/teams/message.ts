// What is in a message: words with their mentions, cards, and what only this person sees.

import type { Entry } from "../api";
import { h } from "../dom";
import type { Child } from "../dom";
import { icon } from "../icons";
import { cardOf } from "./card";
import type { Press } from "./card";
import type { Message } from "./types";

export interface Hands {
  press(on: string, what: Press): void;
  edits(to: string, words: string): Promise<boolean>;
  deletes(to: string): void;
  /** What the app has in a message's menu, and choosing it. */
  menu(): Entry[];
  chooses(to: string, what: string): void;
}

export function content(message: Message, hands: Hands): HTMLElement {
  if (message.deleted) {
    return h("div", { class: "content" }, h("p", { class: "quiet" }, "This message has been deleted."));
  }
  const cards = (message.cards ?? []).map((card) => cardOf(card, (what) => hands.press(message.id, what)));
  return h(
    "div",
    { class: "content" },
    message.words && h("p", { class: "plain-words" }, ...words(message)),
    message.own_view && h("p", { class: "only-you" }, icon("eye"), "Only you see this card"),
    ...cards,
    message.note && h("p", { class: "note" }, message.note),
  );
}

/** The words, with real mentions marked; what only looks like one stays words. */
function words(message: Message): Child[] {
  const text = message.text ?? "";
  const mention = (message.mentions ?? []).find((one) => text.includes(one.text));
  if (message.textFormat !== "plain" || !mention) {
    return [message.words ?? ""];
  }
  const [before = "", ...after] = text.split(mention.text);
  return [before, h("span", { class: "mention" }, mention.name), after.join(mention.name)];
}

/** What its author would have typed: for changing it. */
export function typed(message: Message): string {
  let text = message.text ?? "";
  for (const mention of message.mentions ?? []) {
    text = text.replace(mention.text, `@${mention.name}`);
  }
  return text;
}

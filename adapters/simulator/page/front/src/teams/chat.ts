// A chat: what others say on the left, what one says oneself on the right.

import { avatar } from "../avatar";
import { h, keyed } from "../dom";
import { brief, date, hour } from "../time";
import { content } from "./message";
import type { Hands } from "./message";
import { tools } from "./tools";
import type { Message } from "./types";

type Row = { kind: "day"; day: string } | { kind: "message"; message: Message; head: boolean };

export function drawChat(list: HTMLElement, messages: Message[], hands: Hands): void {
  const rows: Row[] = [];
  let day = "";
  let before: Message | undefined;
  for (const message of messages) {
    const today = date(new Date(message.at));
    if (today !== day) {
      rows.push({ kind: "day", day: today });
      before = undefined;
    }
    day = today;
    const near = before && Date.parse(message.at) - Date.parse(before.at) < 300_000;
    rows.push({ kind: "message", message, head: !(near && before?.author.id === message.author.id) });
    before = message;
  }
  keyed(
    list,
    rows,
    (row) => (row.kind === "day" ? `day ${row.day}` : row.message.id),
    (row) => (row.kind === "day" ? h("li", { class: "separator day" }, h("span", {}, row.day)) : bubble(row, hands)),
  );
}

function bubble(row: { message: Message; head: boolean }, hands: Hands): HTMLElement {
  const { message, head } = row;
  const at = new Date(message.at);
  const body = content(message, hands);
  const mine = message.author.you;
  const own = mine ? "bubble-row mine" : "bubble-row";
  return h(
    "li",
    { class: head ? `${own} head` : own, "data-id": message.id },
    mine ? null : head ? avatar(message.author.name, message.author.bot) : h("span", { class: "gutter" }),
    h(
      "div",
      { class: "bubble-main" },
      h(
        "p",
        { class: head ? "by" : "by unseen" },
        h("b", { class: mine ? "unseen" : "" }, mine ? "You" : message.author.name),
        message.author.bot && h("span", { class: "badge" }, "App"),
        h("time", { datetime: message.at, title: brief(at) }, hour(at)),
        message.edited && h("span", { class: "quiet" }, "Edited"),
      ),
      h("div", { class: message.cards?.length ? "bubble wide" : "bubble" }, body),
      tools(message, body, hands),
    ),
  );
}

// A channel: posts, each with its answers below it and a way to answer.

import { avatar } from "../avatar";
import { composer } from "../composer";
import type { Offer } from "../composer";
import { h, keyed } from "../dom";
import { icon } from "../icons";
import { brief } from "../time";
import { content } from "./message";
import type { Hands } from "./message";
import { tools } from "./tools";
import type { Message } from "./types";

export interface Answering extends Hands {
  answers(to: string, words: string): Promise<boolean>;
  offers: Offer[];
}

const SHOWN = 4;

interface Post {
  root: Message;
}

/** One post stays the same element for as long as the channel is open; its parts are kept each on its own. */
export function drawPosts(list: HTMLElement, posts: Message[], hands: Answering): void {
  keyed(
    list,
    posts.map((post): Post => ({ root: { ...post, replies: [] } })),
    (post) => post.root.id,
    (post) => frame(post.root, hands),
  );
  for (const post of posts) {
    const element = list.querySelector<HTMLElement>(`[data-id="${CSS.escape(post.id)}"]`);
    if (element) {
      drawAnswers(element, post.replies ?? [], hands);
    }
  }
}

function frame(root: Message, hands: Answering): HTMLElement {
  const foot = h("div", { class: "post-foot" });
  const begin = h("button", { type: "button", class: "reply" }, icon("reply"), "Reply");
  const box = composer({
    label: `Reply to ${root.author.name}`,
    placeholder: "Reply",
    offers: hands.offers,
    cancel: () => {
      foot.replaceChildren(begin);
      begin.focus();
    },
    send: async (words) => {
      const sent = await hands.answers(root.id, words);
      if (sent) {
        foot.replaceChildren(begin);
        begin.focus();
      }
      return sent;
    },
  });
  begin.addEventListener("click", () => {
    foot.replaceChildren(box.element);
    box.focus();
  });
  foot.append(begin);
  return h(
    "li",
    { class: "post", "data-id": root.id },
    h("article", { class: "post-root", "aria-label": `Post by ${root.author.name}` }, said(root, hands)),
    h("ol", { class: "post-replies", "aria-label": "Replies" }),
    foot,
  );
}

function said(message: Message, hands: Hands): HTMLElement {
  const at = new Date(message.at);
  const body = content(message, hands);
  return h(
    "div",
    { class: "said" },
    avatar(message.author.name, message.author.bot),
    h(
      "div",
      { class: "said-main" },
      h(
        "p",
        { class: "by" },
        h("b", {}, message.author.name),
        message.author.bot && h("span", { class: "badge" }, "App"),
        h("time", { datetime: message.at }, brief(at)),
        message.edited && h("span", { class: "quiet" }, "Edited"),
      ),
      body,
    ),
    tools(message, body, hands),
  );
}

type Row = { more: number } | { reply: Message };

function drawAnswers(post: HTMLElement, replies: Message[], hands: Answering): void {
  const list = post.querySelector<HTMLElement>(".post-replies");
  if (!list) {
    return;
  }
  const open = post.classList.contains("open");
  const hidden = open || replies.length <= SHOWN ? 0 : replies.length - SHOWN;
  const rows: Row[] = replies.slice(hidden).map((reply) => ({ reply }));
  if (hidden) {
    rows.unshift({ more: hidden });
  }
  list.hidden = !rows.length;
  keyed(
    list,
    rows,
    (row) => ("more" in row ? "more" : row.reply.id),
    (row) => ("more" in row ? more(row.more, () => show(post, replies, hands)) : h("li", {}, said(row.reply, hands))),
  );
}

function more(count: number, does: () => void): HTMLElement {
  const words = count === 1 ? "See 1 earlier reply" : `See ${count} earlier replies`;
  return h("li", {}, h("button", { type: "button", class: "more-replies", on: { click: does } }, words));
}

function show(post: HTMLElement, replies: Message[], hands: Answering): void {
  post.classList.add("open");
  drawAnswers(post, replies, hands);
}

// A list of messages: days between them, one head for what somebody says in a row, answers counted below.

import type { Entry } from "../api";
import { avatar } from "../avatar";
import { composer } from "../composer";
import { focusOn, h, keyed, unseen } from "../dom";
import type { Child } from "../dom";
import { icon } from "../icons";
import { brief, date, hour } from "../time";
import { blocks, onlyYou } from "./blocks";
import { mrkdwn, typed } from "./text";
import type { Names } from "./text";
import { moment } from "./types";
import type { Message, State } from "./types";

export interface Talk {
  names: Names;
  me: string;
  /** Whether this is a thread, where nothing has answers of its own. */
  thread: boolean;
  opens(ts: string): void;
  acts(on: string, block: string, action: string, inputs: State): void;
  edits(ts: string, words: string): Promise<boolean>;
  deletes(ts: string): void;
  /** What the app has in a message's menu, and choosing it. */
  menu: Entry[];
  chooses(ts: string, what: string): void;
}

type Row =
  | { kind: "day"; day: string }
  | { kind: "count"; count: number }
  | { kind: "message"; message: Message; head: boolean };

const TOGETHER = 300;

/** Draws the messages into a list; in a thread the first is what the others answer. */
export function draw(list: HTMLElement, messages: Message[], talk: Talk): void {
  const rows: Row[] = [];
  let day = "";
  let before: Message | undefined;
  messages.forEach((message, place) => {
    const today = date(moment(message.ts));
    if (today !== day && !talk.thread) {
      rows.push({ kind: "day", day: today });
      before = undefined;
    }
    day = today;
    const near = before && Number(message.ts) - Number(before.ts) < TOGETHER;
    const same = near && before?.user === message.user && before?.ephemeral === message.ephemeral;
    rows.push({ kind: "message", message: forRow(message, talk.thread), head: !same });
    before = message;
    if (talk.thread && place === 0 && messages.length > 1) {
      rows.push({ kind: "count", count: heard(messages.slice(1)).length });
      before = undefined;
    }
  });
  keyed(list, rows, key, (row) => (row.kind === "message" ? line(row.message, row.head, talk) : separator(row)));
}

/** Without the words of its answers, which stand in the thread: a new one changes only the count. */
function forRow(message: Message, thread: boolean): Message {
  const replies = thread ? [] : heard(message.replies ?? []).map((one) => ({ name: one.name, bot: one.bot, ts: one.ts }));
  return { ...message, replies: replies as Message[] };
}

/** What is only visible to one person is no reply. */
const heard = (messages: Message[]): Message[] => messages.filter((one) => !one.ephemeral);

const key = (row: Row): string =>
  row.kind === "day" ? `day ${row.day}` : row.kind === "count" ? "count" : row.message.ts;

function separator(row: Exclude<Row, { kind: "message" }>): HTMLElement {
  const words = row.kind === "day" ? row.day : !row.count ? "No replies yet" : row.count === 1 ? "1 reply" : `${row.count} replies`;
  return h("li", { class: `separator ${row.kind}` }, h("span", {}, words));
}

function line(message: Message, head: boolean, talk: Talk): HTMLElement {
  const at = moment(message.ts);
  const body = h("div", { class: "message-body" });
  const element = h(
    "li",
    { class: `message${message.ephemeral ? " ephemeral" : ""}${head ? " head" : ""}`, "data-ts": message.ts },
    head ? avatar(message.name, message.bot) : h("time", { class: "gutter", "aria-hidden": "true" }, hour(at)),
    h(
      "div",
      { class: "message-main" },
      message.ephemeral && onlyYou(),
      h(
        "p",
        { class: head ? "by" : "by unseen" },
        h("b", {}, message.name),
        message.bot && h("span", { class: "badge" }, "App"),
        h("time", { datetime: at.toISOString(), title: brief(at) }, hour(at)),
        message.edited && h("span", { class: "quiet" }, "(edited)"),
      ),
      body,
      answers(message, talk),
    ),
    message.deleted || message.ephemeral ? null : tools(message, talk, () => edit(body, message, talk)),
  );
  body.append(...content(message, talk).filter((one): one is Node => one instanceof Node));
  return element;
}

function content(message: Message, talk: Talk): Child[] {
  if (message.deleted) {
    return [h("p", { class: "quiet" }, message.text)];
  }
  if (!message.blocks.length) {
    return [h("p", { class: "plain-words" }, ...mrkdwn(message.text, talk.names))];
  }
  const drawn = blocks(message.blocks, {
    names: talk.names,
    state: message.state,
    errors: {},
    act: (block, action, inputs) => talk.acts(message.ts, block, action, inputs),
  });
  return [drawn.element];
}

function answers(message: Message, talk: Talk): Child {
  const replies = message.replies ?? [];
  const last = replies.at(-1);
  if (talk.thread || !last) {
    return null;
  }
  const faces = [...new Map(replies.map((one) => [one.name, one])).values()].slice(0, 4);
  const words = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return h(
    "button",
    { type: "button", class: "answers", on: { click: () => talk.opens(message.ts) } },
    ...faces.map((one) => avatar(one.name, one.bot)),
    h("b", {}, words),
    h("span", { class: "quiet" }, `Last reply ${brief(moment(last.ts))}`),
  );
}

function tools(message: Message, talk: Talk, edit: () => void): Child {
  const mine = message.user === talk.me && !message.bot;
  const tool = (name: string, drawing: string, does: () => void): HTMLElement =>
    h("button", { type: "button", class: "tool", title: name, on: { click: does } }, icon(drawing), unseen(name));
  const able = [
    !talk.thread && tool("Reply in thread", "reply", () => talk.opens(message.ts)),
    ...talk.menu.map((one) => tool(one.name, "keep", () => talk.chooses(message.ts, one.id))),
    mine && tool("Edit message", "edit", edit),
    mine && tool("Delete message", "bin", () => talk.deletes(message.ts)),
  ].filter(Boolean) as HTMLElement[];
  return able.length ? h("div", { class: "tools" }, ...able) : null;
}

function edit(body: HTMLElement, message: Message, talk: Talk): void {
  const shown = [...body.childNodes];
  const box = composer({
    label: "Edit message",
    placeholder: "",
    begin: typed(message.text, talk.names),
    cancel: () => {
      body.replaceChildren(...shown);
      const list = body.closest("li");
      if (list) {
        focusOn(list);
      }
    },
    send: (words) => talk.edits(message.ts, words),
  });
  body.replaceChildren(box.element);
  box.focus();
}

// What stands beside a chat or a channel: the rail, the chats, the teams with their channels.

import { avatar } from "../avatar";
import { h, keyed, unseen } from "../dom";
import type { Child } from "../dom";
import { icon } from "../icons";
import type { Chat, Message, Screen } from "./types";

export type Part = "chats" | "teams";

export interface Lists {
  element: HTMLElement;
  rail: HTMLElement;
  draw(screen: Screen, part: Part, open: string, news: (place: string, newest: string) => boolean): void;
}

export interface Going {
  part(part: Part): void;
  place(id: string): void;
  installs(): void;
}

interface Entry {
  id: string;
  name: string;
  about: string;
  bot: boolean;
  open: boolean;
  news: boolean;
}

export const chatName = (chat: Chat, screen: Screen): string =>
  chat.name || (chat.kind === "personal" ? screen.bot.name : "Group chat");

export function lists(going: Going): Lists {
  const rail = h("div", { class: "rail", role: "group", "aria-label": "Teams: parts" });
  const heading = h("h3");
  const places = h("div", { class: "list-places" });
  const element = h("nav", { class: "list", "aria-label": "Teams: chats and channels" }, heading, places);

  function place(entry: Entry, mark: Child, small = false): HTMLElement {
    return h(
      "button",
      {
        type: "button",
        class: `place${entry.news ? " news" : ""}${small ? " small" : ""}`,
        "aria-current": entry.open ? "page" : undefined,
        on: { click: () => going.place(entry.id) },
      },
      mark,
      h("span", { class: "place-words" }, h("span", { class: "place-name" }, entry.name), entry.about && h("span", { class: "place-about" }, entry.about)),
      entry.news && unseen(" (new messages)"),
    );
  }

  function drawRail(part: Part): void {
    const parts = [
      { id: "chats" as const, name: "Chat", drawing: "chat", chosen: part === "chats" },
      { id: "teams" as const, name: "Teams", drawing: "people", chosen: part === "teams" },
    ];
    keyed(rail, parts, (one) => one.id, (one) =>
      h(
        "button",
        { type: "button", "aria-pressed": String(one.chosen), on: { click: () => going.part(one.id) } },
        icon(one.drawing),
        one.name,
      ),
    );
  }

  function drawChats(screen: Screen, open: string, news: (id: string, newest: string) => boolean): void {
    const entries = screen.chats.map((chat) => {
      const last = chat.messages.at(-1);
      return {
        id: chat.id,
        name: chatName(chat, screen),
        about: last ? `${last.author.you ? "You: " : ""}${firstWords(last)}` : "",
        bot: chat.kind === "personal",
        open: chat.id === open,
        news: chat.id !== open && news(chat.id, last?.id ?? ""),
      };
    });
    const add = screen.person.personal !== "installed";
    const rows: (Entry | { id: "add" })[] = add ? [...entries, { id: "add" }] : entries;
    keyed(places, rows, (one) => one.id, (one) =>
      "name" in one
        ? place(one, avatar(one.name, one.bot))
        : h(
            "button",
            { type: "button", class: "place add", on: { click: going.installs } },
            icon("app"),
            h("span", { class: "place-words" }, h("span", { class: "place-name" }, `Add ${screen.bot.name}`), h("span", { class: "place-about" }, "The app, for this person")),
          ),
    );
  }

  function drawTeams(screen: Screen, open: string, news: (id: string, newest: string) => boolean): void {
    const rows = screen.teams.map((team) => ({
      id: team.id,
      name: team.name,
      channels: team.channels.map((channel) => ({
        id: channel.id,
        name: channel.name,
        about: "",
        bot: false,
        open: channel.id === open,
        news: channel.id !== open && news(channel.id, newest(channel.posts)),
      })),
    }));
    keyed(places, rows, (team) => team.id, (team) =>
      h(
        "section",
        {},
        h("h4", {}, avatar(team.name), team.name),
        h("ul", {}, ...team.channels.map((channel) => h("li", {}, place(channel, null, true)))),
      ),
    );
  }

  return {
    element,
    rail,
    draw(screen, part, open, news) {
      drawRail(part);
      heading.textContent = part === "chats" ? "Chat" : "Teams";
      if (part === "chats") {
        drawChats(screen, open, news);
      } else {
        drawTeams(screen, open, news);
      }
    },
  };
}

export function newest(posts: Message[]): string {
  const ids = posts.flatMap((post) => [post.id, ...(post.replies ?? []).map((one) => one.id)]);
  return ids.reduce((one, other) => (Number(other) > Number(one) ? other : one), "");
}

function firstWords(message: Message): string {
  if (message.deleted) {
    return "Deleted";
  }
  const said = message.words || cardWords(message.cards?.[0]);
  return said.slice(0, 70);
}

/** The first words of a card, for the line below a chat's name. */
function cardWords(card: Record<string, unknown> | undefined): string {
  const body = (card?.["body"] ?? []) as Record<string, unknown>[];
  for (const element of body) {
    const inlines = element["inlines"] as Record<string, string>[] | undefined;
    const text = element["text"] ?? inlines?.map((one) => one["text"] ?? "").join("");
    if (text) {
      return String(text).replace(/\\(?=[!-/:-@[-`{-~])/g, "");
    }
  }
  return card ? "Card" : "";
}

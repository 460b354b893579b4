// What the stand-in Teams tells of one person's screen.

import type { Entry } from "../api";

// Cards are the bot's own JSON, checked by the stand-in and read by Microsoft's renderer.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = Record<string, any>;

export interface Author {
  id: string;
  name: string;
  bot: boolean;
  you: boolean;
}

export interface Message {
  id: string;
  at: string;
  deleted: boolean;
  edited?: boolean;
  author: Author;
  words?: string;
  text?: string;
  textFormat?: string;
  cards?: Json[];
  attachments?: Json[];
  mentions?: { id: string; name: string; text: string }[];
  own_view?: boolean;
  note?: string;
  replies?: Message[];
}

export interface Chat {
  id: string;
  kind: "personal" | "groupChat";
  name: string;
  earlier: number;
  messages: Message[];
}

export interface Channel {
  id: string;
  name: string;
  bot: boolean;
  earlier: number;
  posts: Message[];
}

export interface Team {
  id: string;
  name: string;
  installed: boolean;
  channels: Channel[];
}

export interface Dialog {
  title?: string;
  card?: Json;
  message?: string;
  url?: string;
}

export interface Screen {
  person: { id: string; name: string; email: string; guest: boolean; personal: string; tenant: { id: string; name: string } };
  bot: { id: string; name: string };
  chats: Chat[];
  teams: Team[];
  dialog: Dialog | null;
  results: Json[];
  problem: string;
  menus: { search: Entry[]; message: Entry[] };
}

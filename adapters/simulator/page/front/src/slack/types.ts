// What the stand-in Slack tells of one person's screen.

import type { Entry } from "../api";

// Blocks are the bot's own JSON, checked by the stand-in: they are read part by part, not typed whole.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = Record<string, any>;
export type State = Record<string, Record<string, Json>>;

export interface Message {
  ts: string;
  user: string;
  name: string;
  bot: boolean;
  text: string;
  blocks: Json[];
  state: State;
  thread_ts: string;
  ephemeral: boolean;
  edited: boolean;
  deleted: boolean;
  mentions: string[];
  replies?: Message[];
}

export interface Place {
  id: string;
  kind: "channel" | "private" | "im" | "mpim";
  name: string;
  archived: boolean;
  people: { id: string; name: string }[];
  unread: number;
  earlier: number;
  messages: Message[];
}

export interface View {
  id: string;
  hash: string;
  type: "modal" | "home";
  title: Json | null;
  submit: Json | null;
  close: Json | null;
  blocks: Json[];
  state: { values: State };
  errors: Record<string, string>;
}

export interface Screen {
  workspace: { id: string; name: string; domain: string };
  person: { id: string; name: string; handle: string; title: string };
  app: { id: string; name: string; installed: boolean };
  channels: Place[];
  groups: Place[];
  direct: Place;
  home: View | null;
  modals: View[];
  names: Record<string, string>;
  menus: { everywhere: Entry[]; message: Entry[] };
}

export const moment = (ts: string): Date => new Date(Number(ts.split(".")[0]) * 1000);

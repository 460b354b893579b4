// Slack's texts as elements: plain text, mrkdwn, rich text. Only text nodes, and links that are web addresses.

import { h } from "../dom";
import type { Child } from "../dom";
import type { Json } from "./types";

export type Names = Record<string, string>;

const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const unescape = (text: string): string => text.replace(/&(amp|lt|gt);/g, (found) => ENTITIES[found] ?? found);

/** A text object, `plain_text` or `mrkdwn`. */
export function words(text: Json | null | undefined, names: Names): Child[] {
  if (!text) {
    return [];
  }
  return text["type"] === "mrkdwn" ? mrkdwn(String(text["text"]), names) : lines(String(text["text"]));
}

/** Line breaks kept: the style sheet shows them. */
function lines(text: string): Child[] {
  return [text];
}

const TOKEN = /<([^<>]*)>|`([^`\n]+)`|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)|(?<!\w)~(\S(?:[^~\n]*\S)?)~(?!\w)/g;

export function mrkdwn(text: string, names: Names): Child[] {
  const found: Child[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    found.push(unescape(text.slice(at, match.index)));
    at = match.index + match[0].length;
    const [whole, angle, code, bold, italic, struck] = match;
    if (angle !== undefined) {
      found.push(angled(angle, names));
    } else if (code !== undefined) {
      found.push(h("code", {}, unescape(code)));
    } else if (bold !== undefined) {
      found.push(h("b", {}, ...mrkdwn(bold, names)));
    } else if (italic !== undefined) {
      found.push(h("i", {}, ...mrkdwn(italic, names)));
    } else if (struck !== undefined) {
      found.push(h("s", {}, ...mrkdwn(struck, names)));
    } else {
      found.push(whole);
    }
  }
  found.push(unescape(text.slice(at)));
  return found;
}

function angled(inside: string, names: Names): Child {
  const [what = "", label] = inside.split("|", 2);
  if (what.startsWith("@")) {
    return mention(`@${names[what.slice(1)] ?? what.slice(1)}`);
  }
  if (what.startsWith("#")) {
    return mention(`#${label ?? what.slice(1)}`);
  }
  if (what.startsWith("!")) {
    return mention(label ?? `@${what.slice(1).split("^")[0]}`);
  }
  return link(unescape(what), unescape(label ?? what));
}

export const mention = (text: string): HTMLElement => h("span", { class: "mention" }, text);

export function link(url: string, label: string): Child {
  if (!/^https?:\/\//.test(url)) {
    return label;
  }
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** What somebody would have typed to get this text: mentions by name, nothing escaped. */
export function typed(text: string, names: Names): string {
  return unescape(
    text.replace(/<([^<>]*)>/g, (_, inside: string) => {
      const [what = "", label] = inside.split("|", 2);
      return what.startsWith("@") ? `@${names[what.slice(1)] ?? ""}` : what.startsWith("!") ? `@${what.slice(1)}` : (label ?? what);
    }),
  );
}

// --- rich text

export function rich(block: Json, names: Names): HTMLElement {
  return h("div", { class: "rich" }, ...(block["elements"] as Json[]).map((part) => richPart(part, names)));
}

function richPart(part: Json, names: Names): Child {
  const inner = (part["elements"] as Json[]) ?? [];
  switch (part["type"]) {
    case "rich_text_list": {
      const tag = part["style"] === "ordered" ? "ol" : "ul";
      return h(tag, {}, ...inner.map((item) => h("li", {}, richPart(item, names))));
    }
    case "rich_text_quote":
      return h("blockquote", {}, ...inner.map((piece) => run(piece, names)));
    case "rich_text_preformatted":
      return h("pre", {}, ...inner.map((piece) => run(piece, names)));
    default:
      return h("p", {}, ...inner.map((piece) => run(piece, names)));
  }
}

function run(piece: Json, names: Names): Child {
  let shown = runWords(piece, names);
  const style: Json = piece["style"] ?? {};
  const tags = [
    [style["code"], "code"],
    [style["bold"], "b"],
    [style["italic"], "i"],
    [style["strike"], "s"],
  ] as const;
  for (const [wanted, tag] of tags) {
    if (wanted) {
      shown = h(tag, {}, shown);
    }
  }
  return shown;
}

function runWords(piece: Json, names: Names): Child {
  switch (piece["type"]) {
    case "user":
      return mention(`@${names[piece["user_id"]] ?? piece["user_id"]}`);
    case "channel":
      return mention(`#${piece["channel_id"]}`);
    case "usergroup":
      return mention(`@${piece["usergroup_id"]}`);
    case "broadcast":
      return mention(`@${piece["range"]}`);
    case "link":
      return link(String(piece["url"]), String(piece["text"] ?? piece["url"]));
    case "emoji":
      return `:${piece["name"]}:`;
    default:
      return String(piece["text"] ?? piece["fallback"] ?? "");
  }
}

// A card, drawn by Microsoft's own renderer. What it is given is made plain first, so that it writes no HTML.

import { Action, AdaptiveCard, HostConfig, OpenUrlAction, SerializationContext, Versions } from "adaptivecards";
import { h } from "../dom";
import { LOOK } from "./look";
import type { Json } from "./types";

const MARKDOWN = ["text", "title", "value"];

/**
 * Markdown as the words that it stands for. The bot escapes every text that Teams would read as Markdown; undoing
 * that here leaves what it meant, and the renderer then has plain text to show.
 */
export function plain(text: string): string {
  const held: string[] = [];
  const safe = text.replace(/\\([!-/:-@[-`{-~])/g, (_, sign: string) => `\u0000${held.push(sign) - 1}\u0000`);
  const bare = safe
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1")
    .replace(/(\*\*|\*|~~|`|(?<!\w)__|(?<!\w)_)(?=\S)(.+?)(?<=\S)\1/gs, "$2")
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name] ?? "'");
  return bare.replace(/\u0000(\d+)\u0000/g, (_, place: string) => held[Number(place)] ?? "");
}

function unmarked(element: Json): Json {
  const copy: Json = { ...element };
  const named = (part: Json): Json =>
    Object.fromEntries(
      Object.entries(part).map(([name, value]) => [
        name,
        MARKDOWN.includes(name) && typeof value === "string" && !(name === "value" && "isSelected" in part) ? plain(value) : value,
      ]),
    );
  if (copy["type"] === "TextBlock") {
    copy["text"] = plain(String(copy["text"] ?? ""));
  } else if (copy["type"] === "FactSet") {
    copy["facts"] = (copy["facts"] as Json[]).map(named);
  } else if (copy["type"] === "Input.ChoiceSet" && copy["style"] === "expanded") {
    copy["choices"] = (copy["choices"] as Json[]).map((one) => ({ ...one, title: plain(String(one["title"])) }));
  }
  for (const part of ["body", "items", "columns", "rows", "cells"]) {
    if (Array.isArray(copy[part])) {
      copy[part] = (copy[part] as Json[]).map(unmarked);
    }
  }
  return copy;
}

/** Gives every action an id of ours, and remembers what it was: the stand-in wants it back as it came. */
function numbered(value: unknown, originals: Map<string, Json>): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => numbered(one, originals));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const json = value as Json;
  const copy: Json = Object.fromEntries(
    Object.entries(json).map(([name, one]) => [name, name === "data" ? one : numbered(one, originals)]),
  );
  if (typeof json["type"] === "string" && json["type"].startsWith("Action.")) {
    copy["id"] = `action-${originals.size}`;
    originals.set(copy["id"] as string, json);
  }
  return copy;
}

export interface Press {
  action: Json;
  inputs: Record<string, string>;
}

/** Draws a card. `press` is told of buttons; links open by themselves. */
export function cardOf(json: Json, press: (what: Press) => void): HTMLElement {
  const originals = new Map<string, Json>();
  AdaptiveCard.onProcessMarkdown = () => {}; // texts are plain by now; the renderer shows them as they are
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(LOOK);
  const context = new SerializationContext(Versions.v1_5);
  card.parse(numbered(unmarked(json), originals) as Json, context);
  card.onExecuteAction = (action) => execute(card, action, originals, press);
  const element = card.render();
  const frame = h("div", { class: "card", lang: json["lang"] ?? "en" });
  if (element) {
    element.removeAttribute("tabindex");
    frame.append(element);
  } else {
    frame.append(h("p", { class: "quiet" }, "(This card could not be drawn.)"));
  }
  return frame;
}

function execute(card: AdaptiveCard, action: Action, originals: Map<string, Json>, press: (what: Press) => void): void {
  if (action instanceof OpenUrlAction) {
    if (/^https?:\/\//.test(action.url ?? "")) {
      window.open(action.url, "_blank", "noopener,noreferrer");
    }
    return;
  }
  const original = originals.get(action.id ?? "");
  if (!original) {
    return;
  }
  const alone = String(original["associatedInputs"] ?? "auto").toLowerCase() === "none";
  const inputs: Record<string, string> = {};
  if (!alone) {
    for (const input of card.getAllInputs()) {
      inputs[input.id ?? ""] = input.value === undefined ? "" : String(input.value);
    }
  }
  press({ action: original, inputs });
}

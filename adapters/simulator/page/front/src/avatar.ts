// A face for somebody: their initials on a colour that is always the same for the same name.

import { h } from "./dom";

export function avatar(name: string, bot = false): HTMLElement {
  const words = name.split(/\s+/).filter(Boolean);
  const initials = words.length > 1 ? `${words[0]?.[0] ?? ""}${words.at(-1)?.[0] ?? ""}` : name.slice(0, bot ? 1 : 2);
  let sum = 0;
  for (const letter of name) {
    sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  }
  const look = bot ? "bot" : `hue-${sum % 8}`;
  return h("span", { class: `avatar ${look}`, "aria-hidden": "true" }, initials.toUpperCase());
}

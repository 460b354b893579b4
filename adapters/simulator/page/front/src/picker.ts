// "Act as": a box to search in, and everybody in it with their council. The keys of a combobox, as ARIA has them.

import type { Somebody } from "./api";
import { avatar } from "./avatar";
import { fill, h, newId, unseen } from "./dom";
import { icon } from "./icons";

export interface Picker {
  element: HTMLElement;
  show(chosen: Somebody | undefined, everybody: Somebody[]): void;
}

export const label = (one: Somebody): string => `${one.name} · ${one.place}`;

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function picker(platform: string, choose: (one: Somebody) => void): Picker {
  const list = newId("people");
  let everybody: Somebody[] = [];
  let chosen: Somebody | undefined;
  let found: Somebody[] = [];
  let at = -1;

  const box = h("input", {
    type: "text",
    role: "combobox",
    class: "picker-box",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "false",
    "aria-controls": list,
    "aria-autocomplete": "list",
    on: {
      focus: () => box.select(),
      click: () => open(""),
      input: () => open(box.value),
      keydown: (event) => keys(event),
      blur: () => window.setTimeout(shut, 120),
    },
  });
  const options = h("ul", { class: "picker-list", role: "listbox", id: list, "aria-label": `People in ${platform}` });
  options.hidden = true;
  const element = h(
    "div",
    { class: "picker" },
    h("label", { class: "picker-label" }, h("span", {}, "Act as ", unseen(`in ${platform}: `)), box),
    icon("down"),
    options,
  );

  function open(words: string): void {
    const wanted = plain(words).split(/\s+/).filter(Boolean);
    found = everybody.filter((one) => wanted.every((word) => plain(label(one)).includes(word)));
    at = found.findIndex((one) => one.id === chosen?.id);
    if (words && at < 0) {
      at = 0;
    }
    draw();
    options.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }

  function shut(): void {
    options.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    box.value = chosen ? label(chosen) : "";
  }

  function draw(): void {
    const rows = found.map((one, place) =>
      h(
        "li",
        {
          role: "option",
          id: `${list}-${place}`,
          "aria-selected": String(place === at),
          on: {
            mousedown: (event) => event.preventDefault(),
            click: () => take(one),
          },
        },
        avatar(one.name),
        h("span", {}, h("span", { class: "picker-name" }, one.name), " ", h("span", { class: "quiet" }, one.place)),
      ),
    );
    fill(options, ...rows, !rows.length && h("li", { class: "quiet picker-none" }, "Nobody of that name."));
    if (at >= 0) {
      box.setAttribute("aria-activedescendant", `${list}-${at}`);
      rows[at]?.scrollIntoView({ block: "nearest" });
    }
  }

  function take(one: Somebody): void {
    const other = one.id !== chosen?.id;
    chosen = one;
    shut();
    if (other) {
      choose(one);
    }
  }

  function keys(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options.hidden) {
        open("");
      } else if (found.length) {
        at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
        draw();
      }
    } else if (event.key === "Enter" && !options.hidden) {
      event.preventDefault();
      const one = found[at];
      if (one) {
        take(one);
      }
    } else if (event.key === "Escape") {
      shut();
      box.select();
    }
  }

  return {
    element,
    show(one, all) {
      everybody = all;
      chosen = one;
      if (options.hidden) {
        shut();
      }
    },
  };
}

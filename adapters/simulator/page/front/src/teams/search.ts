// The app's search box beside a message: what is found is for who searches, until they put one into the conversation.

import { fill, h, keyed, newId } from "../dom";
import { icon } from "../icons";
import type { Json } from "./types";

export interface SearchBox {
  element: HTMLElement;
  /** Opens it, or closes it. */
  turns(): void;
  open(): boolean;
  draw(results: Json[], problem: string): void;
}

export interface Searching {
  looks(words: string): Promise<boolean>;
  inserts(number: number): Promise<boolean>;
}

const PAUSE = 300;

interface Found {
  number: number;
  title: string;
  text: string;
}

export function searchBox(name: string, searching: Searching): SearchBox {
  const heading = newId("search");
  const list = h("ul", { class: "found-list" });
  const none = h("p", { class: "quiet found-none", role: "status" });
  let waiting = 0;
  const words = h("input", {
    type: "search",
    "aria-label": name,
    placeholder: name,
    on: {
      input: () => {
        window.clearTimeout(waiting);
        waiting = window.setTimeout(() => void searching.looks(words.value), PAUSE);
      },
    },
  });
  const shut = h("button", { type: "button", class: "plain", "aria-label": "Close search", on: { click: close } });
  shut.append(icon("close"));
  const element = h(
    "section",
    { class: "found", "aria-labelledby": heading, on: { keydown: (event) => event.key === "Escape" && close() } },
    h("header", {}, h("h4", { id: heading }, `${name} · Upstream`), shut),
    words,
    none,
    list,
  );
  element.hidden = true;

  function close(): void {
    window.clearTimeout(waiting);
    element.hidden = true;
    element.parentElement?.querySelector<HTMLElement>("textarea")?.focus();
  }

  function line(one: Found): HTMLElement {
    const insert = (): void => void searching.inserts(one.number).then((done) => done && close());
    const shown = [h("b", {}, one.title), h("span", {}, one.text)];
    return h("li", {}, h("button", { type: "button", on: { click: insert } }, ...shown));
  }

  return {
    element,
    turns() {
      if (!element.hidden) {
        close();
        return;
      }
      element.hidden = false;
      words.value = "";
      fill(none);
      words.focus();
      void searching.looks("");
    },
    open: () => !element.hidden,
    draw(results, problem) {
      if (element.hidden) {
        return;
      }
      fill(none, results.length ? "Choose one to put it into the conversation." : problem);
      const found = results.map((one, number): Found => {
        const preview = (one["preview"]?.content ?? one["content"] ?? {}) as Json;
        return { number, title: String(preview["title"] ?? ""), text: String(preview["text"] ?? "") };
      });
      keyed(list, found, (one) => String(one.number), line);
    },
  };
}

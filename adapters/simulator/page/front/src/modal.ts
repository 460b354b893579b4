// A dialog inside a pane: what is behind it rests, the focus stays in it, Escape closes it, the focus goes back after.

import { focusable, focusOn, h, newId } from "./dom";
import { icon } from "./icons";

export interface Modal {
  /** Shows this, in the place of what stood there. `key` tells whether it is another dialog than before. */
  show(key: string, content: () => HTMLElement, close: () => void): void;
  hide(): void;
}

export function modal(layer: HTMLElement, behind: HTMLElement, home: () => HTMLElement | null): Modal {
  let open = "";
  let close: () => void = () => {};
  let cameFrom: Element | null = null;

  layer.hidden = true;
  layer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      circle(event);
    }
  });
  layer.addEventListener("mousedown", (event) => {
    if (event.target === layer) {
      event.preventDefault();
    }
  });

  function circle(event: KeyboardEvent): void {
    const able = focusable(layer);
    const [first, last] = [able[0], able.at(-1)];
    const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
    const outside = !able.includes(document.activeElement as HTMLElement) && event.shiftKey;
    if (first && last && (leaving || outside)) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  }

  function begin(content: HTMLElement): void {
    const wrong = content.querySelector<HTMLElement>("[aria-invalid='true']");
    const field = content.querySelector<HTMLElement>(
      ".dialog-body input:not([type='hidden']), .dialog-body select, .dialog-body textarea",
    );
    focusOn(wrong ?? field ?? content.querySelector<HTMLElement>("h2") ?? content);
  }

  return {
    show(key, content, closing) {
      close = closing;
      if (key === open) {
        return;
      }
      if (!open) {
        cameFrom = document.activeElement;
      }
      open = key;
      const shown = content();
      layer.replaceChildren(shown);
      layer.hidden = false;
      behind.inert = true;
      begin(shown);
    },
    hide() {
      if (!open) {
        return;
      }
      const hadFocus = layer.contains(document.activeElement) || document.activeElement === document.body;
      open = "";
      layer.hidden = true;
      layer.replaceChildren();
      behind.inert = false;
      if (hadFocus) {
        const back = cameFrom instanceof HTMLElement && cameFrom.isConnected ? cameFrom : home();
        back?.focus();
      }
    },
  };
}

/** The frame that dialogs of both kinds have. */
export function dialog(title: string, close: () => void, body: HTMLElement, foot: HTMLElement | null): HTMLElement {
  const heading = h("h2", { tabindex: "-1", id: newId("title") }, title);
  const shut = h("button", { type: "button", class: "plain dialog-close", "aria-label": "Close", on: { click: close } });
  shut.append(icon("close"));
  return h(
    "div",
    { class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": heading.id },
    h("header", {}, heading, shut),
    body,
    foot,
  );
}

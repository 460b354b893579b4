// Making and keeping elements. Every text goes in as a text node; nothing here parses HTML.

export type Child = Node | string | number | null | undefined | false;
type Handlers = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
export type Props = Record<string, string | number | boolean | null | undefined | Handlers> & { on?: Handlers };

const AS_PROPERTY = new Set(["value", "checked", "disabled", "indeterminate", "inert"]);

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.append(...nodes(children));
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [event, handler] of Object.entries(value as Handlers)) {
        element.addEventListener(event, handler as EventListener);
      }
    } else if (AS_PROPERTY.has(name)) {
      (element as unknown as Record<string, unknown>)[name] = value;
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  return element;
}

export function nodes(children: Child[]): (Node | string)[] {
  return children
    .filter((child): child is Node | string | number => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === "number" ? String(child) : child));
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...nodes(children));
}

/** Words for screen readers alone. */
export function unseen(words: string): HTMLElement {
  return h("span", { class: "unseen" }, words);
}

let count = 0;

/** An id that nothing else on the page has. */
export function newId(begin: string): string {
  count += 1;
  return `${begin}-${count}`;
}

type Kept = Map<string, { mark: string; element: HTMLElement }>;
const memory = new WeakMap<Element, Kept>();

/**
 * Makes the children of `parent` those that `items` call for, and touches only what is different: what somebody is
 * typing in, or has the focus on, stays where it is. `draw` may use nothing that changes but the item.
 */
export function keyed<T>(parent: Element, items: T[], key: (item: T) => string, draw: (item: T) => HTMLElement): void {
  const known: Kept = memory.get(parent) ?? new Map();
  const next: Kept = new Map();
  let refocus: HTMLElement | null = null;
  for (const item of items) {
    const name = key(item);
    const mark = JSON.stringify(item);
    const before = known.get(name);
    if (before && before.mark === mark) {
      next.set(name, before);
      continue;
    }
    const element = draw(item);
    if (before?.element.contains(document.activeElement)) {
      refocus = element;
    }
    next.set(name, { mark, element });
  }
  const wanted = [...next.values()].map((one) => one.element);
  for (const child of [...parent.children]) {
    if (!wanted.includes(child as HTMLElement)) {
      child.remove();
    }
  }
  wanted.forEach((element, place) => {
    if (parent.children[place] !== element) {
      parent.insertBefore(element, parent.children[place] ?? null);
    }
  });
  memory.set(parent, next);
  if (refocus) {
    focusOn(refocus);
  }
}

/** Puts the focus on an element, even one that takes none by itself. */
export function focusOn(element: HTMLElement): void {
  if (!element.matches("a[href], button, input, select, textarea, [tabindex]")) {
    element.tabIndex = -1;
  }
  element.focus({ preventScroll: false });
}

const ABLE = "a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex='0']";

/** What can have the focus in an element, in order. */
export function focusable(element: Element): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>(ABLE)].filter((one) => one.offsetParent !== null);
}

/** Grows a box with what is typed into it. */
export function grows(box: HTMLTextAreaElement): void {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 180)}px`;
}

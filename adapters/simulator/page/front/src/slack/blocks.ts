// Block Kit as Slack shows it: a small renderer of our own for messages, modals and Home.

import { h, newId } from "../dom";
import type { Child } from "../dom";
import { icon } from "../icons";
import { field } from "./fields";
import type { Field } from "./fields";
import { link, rich, words } from "./text";
import type { Names } from "./text";
import type { Json, State } from "./types";

/** What blocks stand on, and what becomes of what is done with them. */
export interface Surface {
  names: Names;
  state: State;
  errors: Record<string, string>;
  act(block: string, action: string, inputs: State): void;
}

export interface Drawn {
  element: HTMLElement;
  /** What stands in the fields. */
  inputs(): State;
  /** Shows what is missing, gives the focus to the first of it, and tells whether all is there. */
  complete(): boolean;
}

interface Input {
  block: Json;
  action: string;
  field: Field;
  complain(problem: string): void;
}

export function blocks(list: Json[], surface: Surface): Drawn {
  const inputs: Input[] = [];
  const element = h("div", { class: "blocks" }, ...list.map((one) => draw(one, surface, inputs)));

  function read(): State {
    const state: State = {};
    for (const input of inputs) {
      (state[input.block["block_id"]] ??= {})[input.action] = input.field.read();
    }
    return state;
  }

  function complete(): boolean {
    let first: Input | undefined;
    for (const input of inputs) {
      const missing = input.block["type"] === "input" && !input.block["optional"] && input.field.empty();
      input.complain(missing ? "Please complete this required field." : "");
      if (missing) {
        first ??= input;
      }
    }
    const box = first?.field.element;
    (box?.matches("input, select, textarea") ? box : box?.querySelector<HTMLElement>("input"))?.focus();
    return !first;
  }

  return { element, inputs: read, complete };
}

function draw(block: Json, surface: Surface, inputs: Input[]): Child {
  const { names } = surface;
  switch (block["type"]) {
    case "header":
      return h("h3", { class: "block-header" }, ...words(block["text"], names));
    case "divider":
      return h("hr");
    case "section":
      return section(block, surface, inputs);
    case "context":
      return h("div", { class: "block-context" }, ...(block["elements"] as Json[]).map((one) => small(one, names)));
    case "rich_text":
      return rich(block, names);
    case "actions":
      return h(
        "div",
        { class: "block-actions" },
        ...(block["elements"] as Json[]).map((one) => element(block, one, surface, inputs)),
      );
    case "input":
      return input(block, surface, inputs);
    case "image":
      return h("p", { class: "quiet" }, `[Picture: ${block["alt_text"] ?? ""}]`);
    default:
      return h("p", { class: "quiet" }, `(This page does not draw ${block["type"]}.)`);
  }
}

function small(one: Json, names: Names): Child {
  return h("span", {}, ...(one["type"] === "image" ? [String(one["alt_text"])] : words(one, names)));
}

function section(block: Json, surface: Surface, inputs: Input[]): Child {
  const fields: Json[] = block["fields"] ?? [];
  return h(
    "div",
    { class: "block-section" },
    h(
      "div",
      { class: "block-words" },
      block["text"] && h("p", {}, ...words(block["text"], surface.names)),
      fields.length > 0 &&
        h("div", { class: "block-fields" }, ...fields.map((one) => h("p", {}, ...words(one, surface.names)))),
    ),
    block["accessory"] && element(block, block["accessory"], surface, inputs),
  );
}

/** Something in a message or beside a section: a button, or a choice that acts at once. */
function element(block: Json, one: Json, surface: Surface, inputs: Input[]): Child {
  if (one["type"] === "button") {
    return button(block, one, surface);
  }
  if (one["type"] === "image") {
    return h("p", { class: "quiet" }, `[Picture: ${one["alt_text"] ?? ""}]`);
  }
  const drawn = field(one, surface.state[block["block_id"]]?.[one["action_id"]], surface.names);
  drawn.element.setAttribute("aria-label", String(one["placeholder"]?.["text"] ?? block["text"]?.["text"] ?? "Choose"));
  inputs.push({ block, action: one["action_id"], field: drawn, complain: () => {} });
  drawn.onChange(() => act(block, one, surface, drawn));
  return drawn.element;
}

function act(block: Json, one: Json, surface: Surface, drawn: Field): void {
  const state = { [block["block_id"]]: { [one["action_id"]]: drawn.read() } };
  surface.act(block["block_id"], one["action_id"], state);
}

function button(block: Json, one: Json, surface: Surface): Child {
  const text = String(one["text"]["text"]);
  const look = `button ${one["style"] ?? ""}`;
  if (one["url"]) {
    const opened = link(String(one["url"]), text);
    if (opened instanceof HTMLElement) {
      opened.className = look;
      opened.addEventListener("click", () => surface.act(block["block_id"], one["action_id"], {}));
    }
    return opened;
  }
  const press = (event: MouseEvent): void => {
    const pressed = event.currentTarget as HTMLButtonElement;
    if (pressed.getAttribute("aria-disabled") === "true") {
      return;
    }
    pressed.setAttribute("aria-disabled", "true");
    window.setTimeout(() => pressed.removeAttribute("aria-disabled"), 900);
    surface.act(block["block_id"], one["action_id"], {});
  };
  return h("button", { type: "button", class: look, "aria-label": one["accessibility_label"], on: { click: press } }, text);
}

function input(block: Json, surface: Surface, inputs: Input[]): Child {
  const one: Json = block["element"];
  const id: string = block["block_id"];
  const drawn = field(one, surface.state[id]?.[one["action_id"]], surface.names);
  const hint = h("p", { class: "hint", id: newId("hint") }, block["hint"]?.["text"] ?? "");
  const problem = h("p", { class: "problem", id: newId("problem") });
  const invalid = [drawn.element, ...drawn.element.querySelectorAll("input[type='radio'], input[type='checkbox']")];

  function complain(words: string): void {
    problem.replaceChildren(...(words ? [words] : []));
    problem.hidden = !words;
    for (const each of invalid) {
      if (words && each.matches("input, select, textarea")) {
        each.setAttribute("aria-invalid", "true");
      } else {
        each.removeAttribute("aria-invalid");
      }
    }
  }

  drawn.describe(`${hint.id} ${problem.id}`);
  complain(surface.errors[id] ?? "");
  inputs.push({ block, action: one["action_id"], field: drawn, complain });
  if (block["dispatch_action"]) {
    drawn.onChange(() => act(block, one, surface, drawn));
  }
  const optional = block["optional"] ? h("span", { class: "quiet" }, " (optional)") : null;
  const label = words(block["label"], surface.names);
  const rest = [drawn.element, problem, block["hint"] && hint];
  return drawn.labels
    ? h("div", { class: "field" }, h("label", { for: drawn.labels }, ...label, optional), ...rest)
    : h("fieldset", { class: "field" }, h("legend", {}, ...label, optional), ...rest);
}

/** "Only visible to you", as Slack marks it. */
export function onlyYou(): HTMLElement {
  return h("p", { class: "only-you" }, icon("eye"), "Only visible to you");
}

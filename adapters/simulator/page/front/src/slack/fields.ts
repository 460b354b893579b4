// Block Kit's inputs: each is drawn once, with what stands in it, and can be read as Slack's `state` has it.

import { fill, h, newId } from "../dom";
import type { Child } from "../dom";
import type { Json } from "./types";

export interface Field {
  element: HTMLElement;
  /** The id of what a label is for; empty where the field is a group that needs a legend. */
  labels: string;
  read(): Json;
  empty(): boolean;
  onChange(tell: () => void): void;
  describe(ids: string): void;
}

const label = (option: Json): string => String(option["text"]["text"]);

function options(element: Json): Json[] {
  const groups: Json[] = element["option_groups"] ?? [];
  return [...(element["options"] ?? []), ...groups.flatMap((group) => group["options"] as Json[])];
}

export function field(element: Json, standing: Json | undefined, names: Record<string, string>): Field {
  switch (element["type"]) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return typed(element, standing?.["value"] ?? element["initial_value"] ?? "");
    case "datepicker":
      return picked(element, "date", "selected_date", standing?.["selected_date"] ?? element["initial_date"] ?? "");
    case "timepicker":
      return picked(element, "time", "selected_time", standing?.["selected_time"] ?? element["initial_time"] ?? "");
    case "static_select":
      return menu(element, options(element), "selected_option", standing?.["selected_option"] ?? element["initial_option"]);
    case "radio_buttons":
      return one(element, standing?.["selected_option"] ?? element["initial_option"]);
    case "checkboxes":
    case "multi_static_select":
      return many(element, standing?.["selected_options"] ?? element["initial_options"] ?? []);
    case "users_select":
      return person(element, standing?.["selected_user"] ?? element["initial_user"] ?? "", names);
    default:
      return unknown(element);
  }
}

function simple(element: HTMLElement, labels: string, read: () => Json, empty: () => boolean): Field {
  return {
    element,
    labels,
    read,
    empty,
    onChange: (tell) => element.addEventListener("change", tell),
    describe: (ids) => (labels ? element : element).setAttribute("aria-describedby", ids),
  };
}

function typed(element: Json, value: string): Field {
  const id = newId("field");
  const most = Number(element["max_length"] ?? 3000);
  const props = {
    id,
    maxlength: most,
    placeholder: element["placeholder"]?.["text"],
    autocomplete: "off",
  };
  const several = element["multiline"] === true;
  const box = several ? h("textarea", { ...props, rows: "5" }) : h("input", { ...props, type: "text" });
  box.value = value;
  const read = (): Json => ({ type: element["type"], value: box.value || null });
  return simple(box, id, read, () => !box.value.trim());
}

function picked(element: Json, type: "date" | "time", key: string, value: string): Field {
  const id = newId("field");
  const box = h("input", { id, type, value });
  return simple(box, id, () => ({ type: element["type"], [key]: box.value || null }), () => !box.value);
}

function menu(element: Json, choices: Json[], key: string, chosen: Json | undefined): Field {
  const id = newId("field");
  const first = h("option", { value: "" }, element["placeholder"]?.["text"] ?? "Choose an option");
  const rows = choices.map((choice, place) => h("option", { value: String(place) }, label(choice)));
  const box = h("select", { id }, first, ...rows);
  const at = choices.findIndex((choice) => choice["value"] === chosen?.["value"]);
  box.value = at < 0 ? "" : String(at);
  const read = (): Json => ({ type: element["type"], [key]: choices[Number(box.value || -1)] ?? null });
  return simple(box, id, read, () => !box.value);
}

function person(element: Json, chosen: string, names: Record<string, string>): Field {
  const id = newId("field");
  const rows = Object.entries(names).map(([user, name]) => h("option", { value: user }, name));
  const box = h("select", { id }, h("option", { value: "" }, "Choose somebody"), ...rows);
  box.value = chosen;
  return simple(box, id, () => ({ type: element["type"], selected_user: box.value || null }), () => !box.value);
}

function choiceRow(type: "radio" | "checkbox", name: string, choice: Json, checked: boolean): [HTMLElement, HTMLInputElement] {
  const box = h("input", { type, name, checked });
  const more = choice["description"] ? h("span", { class: "quiet" }, String(choice["description"]["text"])) : null;
  return [h("label", { class: "choice" }, box, h("span", {}, label(choice), more)), box];
}

function one(element: Json, chosen: Json | undefined): Field {
  const name = newId("choice");
  const rows = options(element).map((choice) => {
    const [row, box] = choiceRow("radio", name, choice, choice["value"] === chosen?.["value"]);
    return { choice, row, box };
  });
  const taken = (): Json | undefined => rows.find((each) => each.box.checked)?.choice;
  const group = h("div", { class: "choices" }, ...rows.map((each) => each.row));
  return simple(group, "", () => ({ type: element["type"], selected_option: taken() ?? null }), () => !taken());
}

/** Checkboxes; a menu of several is a list of them to scroll, with a box to search in where it is long. */
function many(element: Json, chosen: Json[]): Field {
  const values = new Set(chosen.map((choice) => choice["value"]));
  const rows = options(element).map((choice) => {
    const [row, box] = choiceRow("checkbox", "", choice, values.has(choice["value"]));
    return { choice, row, box };
  });
  const taken = (): Json[] => rows.filter((each) => each.box.checked).map((each) => each.choice);
  const list = h("div", { class: element["type"] === "checkboxes" ? "choices" : "choices long" });
  fill(list, ...rows.map((each) => each.row));
  const filter = rows.length > 12 ? search(rows) : null;
  const group = h("div", {}, filter, list);
  return simple(group, "", () => ({ type: element["type"], selected_options: taken() }), () => !taken().length);
}

function search(rows: { choice: Json; row: HTMLElement }[]): Child {
  const box = h("input", {
    type: "search",
    placeholder: "Search these",
    "aria-label": "Search these choices",
    on: {
      input: () => {
        const wanted = box.value.toLowerCase();
        for (const { choice, row } of rows) {
          row.hidden = !label(choice).toLowerCase().includes(wanted);
        }
      },
      change: (event) => event.stopPropagation(),
    },
  });
  return box;
}

function unknown(element: Json): Field {
  const note = h("p", { class: "quiet" }, `(This page does not draw ${element["type"]}.)`);
  return simple(note, "", () => ({ type: element["type"] }), () => false);
}

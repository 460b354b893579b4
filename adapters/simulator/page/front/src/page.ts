// Puts the page together: the top, two panes, the drawer; asks again whatever changed.

import { getState, listen } from "./api";
import type { Platform } from "./api";
import { h } from "./dom";
import { slackPane } from "./slack/pane";
import { teamsPane } from "./teams/pane";
import { top } from "./top";
import { go, here } from "./where";
import { drawer } from "./wire";

let command = "/upstream";
const slack = slackPane(() => command);
const teams = teamsPane();
const wire = drawer();
const head = top(() => void everybody(), wire.button);
const panes = { slack, teams };
const tabs = h("div", { class: "pane-tabs", role: "tablist", "aria-label": "Slack or Teams" });
const main = h("main", {}, tabs, slack.element, teams.element);

for (const [platform, name] of [["slack", "Slack"], ["teams", "Teams"]] as const) {
  const pane = panes[platform].element;
  pane.id = `pane-${platform}`;
  const show = (): void => {
    go({ show: platform });
    turn();
  };
  tabs.append(
    h(
      "button",
      { type: "button", role: "tab", id: `tab-${platform}`, "aria-controls": pane.id, "data-show": platform, on: { click: show } },
      name,
    ),
  );
}
tabs.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    go({ show: here("show") === "teams" ? "slack" : "teams" });
    turn();
    tabs.querySelector<HTMLElement>("[aria-selected='true']")?.focus();
  }
});

/** On a phone one pane is shown at a time; the style sheet shows both where there is room. */
function turn(): void {
  const shown = here("show") || "slack";
  const first = main.dataset["show"] !== shown;
  main.dataset["show"] = shown;
  if (first) {
    panes[shown === "teams" ? "teams" : "slack"].element.dispatchEvent(new Event("shown"));
  }
  for (const tab of tabs.querySelectorAll<HTMLElement>("[role='tab']")) {
    const chosen = tab.dataset["show"] === shown;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
}

async function everybody(): Promise<void> {
  const state = await getState();
  command = state.command;
  head.clock(state.clock);
  slack.people(state.slack);
  teams.people(state.teams);
  await Promise.all([slack.refresh(), teams.refresh()]);
}

async function begin(): Promise<void> {
  document.body.replaceChildren(head.element, main, wire.element);
  turn();
  const state = await getState();
  head.controls(state.controls);
  await everybody();
  let connected = true;
  listen({
    changed: (platforms: Platform[]) => {
      for (const platform of platforms) {
        void panes[platform].refresh();
      }
      wire.changed();
    },
    clock: head.clock,
    connected(is) {
      if (is && !connected) {
        void everybody();
      }
      connected = is;
      head.connected(is);
    },
  });
}

void begin();

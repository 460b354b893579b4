// What both panes have: somebody one acts as, the screen as the server tells it, gestures, and what went wrong.

import { getView, gesture, Problem } from "./api";
import type { Platform, Somebody } from "./api";
import { h } from "./dom";
import { icon } from "./icons";
import { picker } from "./picker";
import { go, here } from "./where";

export interface Pane<V> {
  platform: Platform;
  element: HTMLElement;
  /** Where the pane draws. */
  stage: HTMLElement;
  /** The screen as it was last told. */
  view: V | null;
  /** Does something; tells whether it was taken. */
  does(name: string, body: object): Promise<boolean>;
  /** The same for what nobody asked for, and nobody needs to hear of. */
  quietly(name: string, body: object): void;
  opens(place: string): void;
  place(): string;
  more(): void;
  refresh(): Promise<void>;
  people(everybody: Somebody[]): void;
  complain(words: string): void;
  announce(words: string): void;
}

const PAGE = 60;

export function pane<V>(platform: Platform, name: string, draw: (pane: Pane<V>, moved: boolean) => void): Pane<V> {
  let who: Somebody | undefined;
  let everybody: Somebody[] = [];
  let most = PAGE;
  let asked = 0;
  let drawn = "";

  const picking = picker(name, (one) => become(one));
  const words = h("p", { class: "complaint-words" });
  const dismiss = h("button", { type: "button", class: "plain", "aria-label": "Dismiss", on: { click: () => calm() } });
  dismiss.append(icon("close"));
  const complaint = h("div", { class: "complaint", role: "alert" }, words, dismiss);
  complaint.hidden = true;
  const spoken = h("div", { class: "unseen", role: "status", "aria-live": "polite" });
  const stage = h("div", { class: "stage" });
  const heading = h("h2", {}, name, h("span", { class: "stand-in" }, "stand-in"));
  const top = h("header", { class: "pane-top" }, heading, picking.element);
  const element = h("section", { class: `pane ${platform}`, "aria-label": name }, top, complaint, stage, spoken);

  // What was drawn while it was hidden stands at its beginning: the newest is at the end.
  element.addEventListener("shown", () => {
    for (const scroll of stage.querySelectorAll(".scroll")) {
      scroll.scrollTop = scroll.scrollHeight;
    }
  });

  function become(one: Somebody): void {
    who = one;
    most = PAGE;
    go({ [platform]: one.id, [`${platform}-in`]: "", [`${platform}-thread`]: "" });
    calm();
    void self.refresh();
  }

  function calm(): void {
    complaint.hidden = true;
    words.textContent = "";
  }

  const self: Pane<V> = {
    platform,
    element,
    stage,
    view: null,
    async does(gestureName, body) {
      if (!who) {
        return false;
      }
      calm();
      stage.classList.add("busy");
      try {
        await gesture(platform, who.id, gestureName, body);
        return true;
      } catch (error) {
        self.complain(error instanceof Problem ? error.message : "Something went wrong on this page.");
        return false;
      } finally {
        stage.classList.remove("busy");
        await self.refresh();
      }
    },
    quietly(gestureName, body) {
      if (who) {
        gesture(platform, who.id, gestureName, body).catch(() => {});
      }
    },
    opens(place) {
      most = PAGE;
      go({ [`${platform}-in`]: place, [`${platform}-thread`]: "" });
      void self.refresh();
    },
    place: () => here(`${platform}-in`),
    more() {
      most += PAGE;
      void self.refresh();
    },
    async refresh() {
      if (!who) {
        return;
      }
      asked += 1;
      const mine = asked;
      try {
        const view = await getView<V>(platform, who.id, self.place(), most);
        if (mine === asked) {
          const now = `${who.id} ${self.place()}`;
          self.view = view;
          draw(self, now !== drawn);
          drawn = now;
          element.dataset["person"] = who.name; // whose screen this is by now
        }
      } catch (error) {
        self.complain(error instanceof Problem ? error.message : String(error));
      }
    },
    people(all) {
      everybody = all;
      const wanted = here(platform);
      who = everybody.find((one) => one.id === (who?.id ?? wanted)) ?? everybody[0];
      picking.show(who, everybody);
    },
    complain(problem) {
      words.textContent = problem;
      complaint.hidden = false;
    },
    announce(said) {
      spoken.textContent = said;
    },
  };
  return self;
}

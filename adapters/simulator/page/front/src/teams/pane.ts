// The right pane: one person's Teams, from what the stand-in tells of it.

import { composer } from "../composer";
import { fill, h } from "../dom";
import { icon } from "../icons";
import { modal } from "../modal";
import { pane } from "../pane";
import type { Pane } from "../pane";
import { drawChat } from "./chat";
import { dialogOf } from "./dialog";
import { chatName, lists, newest } from "./lists";
import type { Part } from "./lists";
import type { Hands } from "./message";
import { drawPosts } from "./posts";
import { searchBox } from "./search";
import type { SearchBox } from "./search";
import type { Press } from "./card";
import type { Channel, Chat, Message, Screen, Team } from "./types";

const NEAR = 90;

export function teamsPane(): Pane<Screen> {
  const self = pane<Screen>("teams", "Teams", (_, moved) => draw(moved));
  const seen = new Map<string, string>();
  let part: Part | null = null;
  let written = "";
  let told = "";
  let failed = "";
  let box: SearchBox | null = null;

  const side = lists({ part: turn, place: open, installs });
  const back = h("button", { type: "button", class: "back", "aria-label": "Back to the list", on: { click: leave } });
  const heading = h("h3", { class: "place-title", tabindex: "-1" });
  const about = h("p", { class: "quiet place-about" });
  const again = h("button", { type: "button", class: "tool again", title: "Reload: cards stand as they were posted", on: { click: reload } });
  const earlier = h("button", { type: "button", class: "earlier", on: { click: () => self.more() } });
  const list = h("ol", { tabindex: "0" });
  const scroll = h("div", { class: "scroll" }, earlier, list);
  const writing = h("div", { class: "writing" });
  const main = h(
    "section",
    { class: "main", "aria-label": "Teams: conversation" },
    h("header", { class: "place-head" }, back, h("div", {}, heading, about), again),
    scroll,
    writing,
  );
  const layer = h("div", { class: "layer" });
  const behind = h("div", { class: "teams-frame deep" }, side.rail, side.element, main);
  const dialogs = modal(layer, behind, () => main.querySelector<HTMLElement>("textarea, button"));

  back.append(icon("back"));
  again.append(icon("again"), h("span", { class: "unseen" }, "Reload Teams"));
  self.stage.append(behind, layer);

  // --- what is done

  function open(place: string): void {
    behind.classList.add("deep");
    self.opens(place);
  }

  function turn(to: Part): void {
    part = to;
    behind.classList.remove("deep");
    draw(false);
  }

  function leave(): void {
    behind.classList.remove("deep");
    side.element.querySelector<HTMLElement>("[aria-current], button")?.focus();
  }

  function installs(): void {
    void self.does("installs", {}).then((done) => {
      const chat = self.view?.chats.find((one) => one.kind === "personal");
      if (done && chat) {
        open(chat.id);
      }
    });
  }

  function reload(): void {
    void self.does("reloads", {});
  }

  const press = (on: string, what: Press): void => void self.does("acts", { on, ...what });
  const hands: Hands = {
    press,
    edits: (to, words) => self.does("edits", { to, words }),
    deletes: (to) => void self.does("deletes", { to }),
    menu: () => self.view?.menus.message ?? [],
    chooses: (to, what) => void self.does("menu", { to, what }),
  };

  // --- what is drawn

  function draw(moved: boolean): void {
    const screen = self.view;
    if (!screen) {
      return;
    }
    const wanted = self.place();
    const chat = screen.chats.find((one) => one.id === wanted);
    const team = screen.teams.find((one) => one.channels.some((channel) => channel.id === wanted));
    const channel = team?.channels.find((one) => one.id === wanted);
    if (!chat && !channel && begin(screen)) {
      return;
    }
    if (moved || !part) {
      part = chat ? "chats" : "teams";
    }
    const low = moved || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    if (chat) {
      drawChatting(screen, chat, moved);
    } else if (team && channel) {
      drawChannel(screen, team, channel, moved);
    }
    if (low) {
      scroll.scrollTop = scroll.scrollHeight;
    }
    side.draw(screen, part, wanted, fresh);
    box?.draw(screen.results, screen.problem);
    drawDialog(screen);
    complain(screen);
  }

  /** Where one is when nothing was chosen yet: the first channel with the app in it, else a chat. */
  function begin(screen: Screen): boolean {
    const channels = screen.teams.flatMap((team) => team.channels);
    const first = channels.find((one) => one.bot) ?? screen.chats[0] ?? channels[0];
    if (first) {
      part = null;
      self.opens(first.id);
    }
    return Boolean(first);
  }

  function drawChatting(screen: Screen, chat: Chat, moved: boolean): void {
    const name = chatName(chat, screen);
    title(name, chat.kind === "personal" ? "App" : "Group chat", chat.earlier);
    list.className = "chat";
    list.setAttribute("aria-label", `Chat with ${name}`);
    drawChat(list, chat.messages, hands);
    write(chat.id, `Message ${name}`, "Type a message", chat.kind === "personal" ? "" : screen.bot.name);
    tell(chat.id, chat.messages.at(-1), chat.messages.at(-1)?.id ?? "", moved);
  }

  function drawChannel(screen: Screen, team: Team, channel: Channel, moved: boolean): void {
    title(channel.name, team.name, channel.earlier);
    list.className = "posts";
    list.setAttribute("aria-label", `Posts in ${channel.name}`);
    const offers = channel.bot ? [mention(screen)] : [];
    const answers = (to: string, words: string): Promise<boolean> => self.does("replies", { to, words });
    drawPosts(list, channel.posts, { ...hands, answers, offers });
    write(channel.id, `Post in ${channel.name}`, "Start a post", channel.bot ? screen.bot.name : "");
    const last = newest(channel.posts);
    const all = channel.posts.flatMap((post) => [post, ...(post.replies ?? [])]);
    tell(channel.id, all.find((one) => one.id === last), last, moved);
  }

  const mention = (screen: Screen): { words: string; what: string } => ({
    words: `@${screen.bot.name} `,
    what: "mentions the app: only then it hears this",
  });

  function title(name: string, below: string, before: number): void {
    heading.textContent = name;
    about.textContent = below;
    earlier.hidden = !before;
    earlier.textContent = `Show ${Math.min(before, 60)} earlier`;
  }

  function write(place: string, label: string, placeholder: string, mentions: string): void {
    if (written === place || !self.view) {
      return;
    }
    written = place;
    const offers = mentions ? [mention(self.view)] : [];
    const hint = mentions ? `In a channel ${mentions} hears only what mentions it: @${mentions}` : "";
    const send = (words: string): Promise<boolean> => self.does("says", { words, in: place });
    const [found] = self.view.menus.search;
    box = searchBox(found?.name ?? "", {
      looks: (words) => self.does("searches", { words, what: found?.id, in: place }),
      inserts: (number) => self.does("inserts", { number, in: place }),
    });
    const tools = found ? [{ name: found.name, drawing: "search", does: box.turns }] : [];
    fill(writing, box.element, composer({ label, placeholder, offers, hint, send, tools }).element);
  }

  /** Remembers what was looked at, and says aloud what is new. */
  function tell(place: string, last: Message | undefined, id: string, moved: boolean): void {
    const mark = `${place} ${id}`;
    if (last && !moved && mark !== told && !last.author.you) {
      self.announce(`${last.author.name}: ${(last.words || "a card").slice(0, 200)}`);
    }
    told = mark;
    seen.set(`${self.view?.person.id} ${place}`, id);
  }

  function fresh(place: string, id: string): boolean {
    const key = `${self.view?.person.id} ${place}`;
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, id);
    }
    return before !== undefined && id !== "" && before !== id;
  }

  function drawDialog(screen: Screen): void {
    const what = screen.dialog;
    if (!what) {
      dialogs.hide();
      return;
    }
    const close = (): void => void self.does("closes", {});
    dialogs.show(JSON.stringify(what), () => dialogOf(what, screen.bot.name, (one) => press("dialog", one), close), close);
  }

  function complain(screen: Screen): void {
    if (screen.problem && screen.problem !== failed && !box?.open()) {
      self.complain(screen.problem);
    }
    failed = screen.problem;
  }

  return self;
}

// What the page asks of its server, and what it is told.

export interface Somebody {
  id: string;
  name: string;
  place: string;
  home: string;
}

export interface State {
  clock: string;
  controls: string[];
  command: string;
  slack: Somebody[];
  teams: Somebody[];
}

export interface Exchange {
  number: number;
  platform: Platform;
  at: string;
  direction: "to bot" | "from bot";
  method: string;
  path: string;
  status: number;
  body: unknown;
  answer: unknown;
  seconds?: number;
}

/** An entry that the app has in the client: in a message's menu, beside the box one writes in. */
export interface Entry {
  id: string;
  name: string;
}

export type Platform = "slack" | "teams";

/** What the server said no to, in words for whoever pressed. */
export class Problem extends Error {}

async function answered<T>(response: Response): Promise<T> {
  const type = response.headers.get("content-type") ?? "";
  const body = type.startsWith("application/json") ? await response.json() : {};
  if (!response.ok) {
    throw new Problem(body.problem ?? "That did not work. The terminal says why.");
  }
  return body as T;
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Problem("The demo does not answer. Is it still running?");
  }
  return answered<T>(response);
}

function send<T>(path: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  return ask<T>(path, { method: "POST", headers, body: JSON.stringify(body) });
}

function person(id: string): string {
  return id.split("/").map(encodeURIComponent).join("/");
}

export function getState(): Promise<State> {
  return ask<State>("api/state");
}

export function getView<V>(platform: Platform, who: string, place: string, most: number): Promise<V> {
  const query = new URLSearchParams({ place, most: String(most) });
  return ask<V>(`api/${platform}/${person(who)}?${query}`);
}

export function gesture(platform: Platform, who: string, name: string, body: object): Promise<object> {
  return send(`api/${platform}/${person(who)}/${name}`, body);
}

export function control(number: number): Promise<{ said: string; clock: string }> {
  return send(`api/controls/${number}`, {});
}

export function getWire(after: number): Promise<Exchange[]> {
  return ask<Exchange[]>(`api/wire?after=${after}`);
}

export interface Listener {
  changed(platforms: Platform[]): void;
  clock(iso: string): void;
  connected(is: boolean): void;
}

/** Listens for as long as the page is open; the browser connects again by itself. */
export function listen(listener: Listener): void {
  const source = new EventSource("api/events");
  source.addEventListener("open", () => listener.connected(true));
  source.addEventListener("error", () => listener.connected(false));
  source.addEventListener("clock", (event) => listener.clock(JSON.parse(event.data)));
  source.addEventListener("changed", (event) => listener.changed(JSON.parse(event.data).platforms));
}

// Starts `emulate` as one Slack workspace: node emulate.mjs '{"package": …, "port": …, "events": …, "team": …, …}'
//
// It is told where events go and who is there through its own store, for its command line has no way to. Nothing of it
// is replaced: Web API, conversations, triggers, views, signatures and events are its own.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const asked = JSON.parse(process.argv[2]);
const dist = join(asked.package, "dist");
const load = (file) => import(pathToFileURL(join(dist, file)).href);

let slack;
for (const file of readdirSync(dist).filter((name) => name.startsWith("dist-") && name.endsWith(".js"))) {
  const found = await load(file);
  if (found.slackPlugin) slack = found;
}

const { slackPlugin, getSlackStore } = slack;
const register = slackPlugin.register;
slackPlugin.register = (app, store, webhooks, ...rest) => {
  webhooks.register({ owner: "slack", url: asked.events, events: ["*"], active: true });
  register(app, store, webhooks, ...rest);
  settle = () => settleIn(getSlackStore(store));
};
let settle;

function settleIn(rows) {
  const [team] = rows.teams.all();
  rows.teams.update(team.id, { team_id: asked.team, name: asked.name });
  for (const person of rows.users.all()) rows.users.update(person.id, { team_id: asked.team });
  const [model] = rows.users.all();
  for (const { id, name, bot, scopes } of asked.people) {
    const profile = { ...model.profile, display_name: name, real_name: name, email: `${id.toLowerCase()}@nowhere.example` };
    const { id: _row, ...copied } = { ...model, user_id: id, name, real_name: name, is_admin: false, is_bot: Boolean(bot), profile };
    rows.users.insert(copied);
    if (bot) continue; // its token comes of an installation
    rows.tokens.insert({ token: `xoxp-${id}`, token_type: "user", team_id: asked.team, user_id: id, scopes, app_id: "A1" });
  }
  rows.oauthApps.insert({ app_id: "A1", bot_id: "B1", bot_name: "Upstream", name: "Upstream", ...asked.app });
  for (const channel of rows.channels.all()) {
    rows.channels.update(channel.id, { team_id: asked.team, members: rows.users.all().map((one) => one.user_id) });
  }
}

const { createEmulator } = await load("api.js");
const seed = { slack: { signing_secret: asked.signing_secret, strict_scopes: true } };
await createEmulator({ service: "slack", port: asked.port, seed });
settle();

process.stdin.on("end", () => process.exit()).resume(); // whoever started it is gone

"""What the app has in the clients: shortcuts in Slack, a search box and message actions in Teams."""

from typing import Any

import pytest

from adapters.simulator.page import menus
from adapters.slack.manifest import SHORTCUTS
from adapters.teams.manifest import LANGUAGE, _extension
from content import load
from tests.simulator.page.conftest import Bench

pytestmark = pytest.mark.anyio

CARD = "application/vnd.microsoft.card.adaptive"
FOUND = {
    "contentType": CARD,
    "content": {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "We listened."}]},
    "preview": {"contentType": "application/vnd.microsoft.card.thumbnail", "content": {"title": "Ana", "text": "We"}},
}


def test_the_page_offers_what_the_manifests_declare() -> None:
    kinds = {"global": "everywhere", "message": "message"}
    declared: dict[str, list[Any]] = {"everywhere": [], "message": []}
    for ident, (kind, name, _) in SHORTCUTS.items():
        declared[kinds[kind]].append({"id": ident, "name": name})
    assert declared == menus.SLACK
    commands = _extension(load().wording.say, LANGUAGE)
    named = {one["type"]: [{"id": one["id"], "name": one["title"]}] for one in commands}
    assert {"search": named["query"], "message": named["action"]} == menus.TEAMS


async def test_slacks_shortcuts_reach_the_bot(bench: Bench) -> None:
    await bench.does(bench.ana, "says", words="Something to keep", **{"in": "direct"})
    view = await bench.sees(bench.ana, place=bench.ana.direct.id)
    assert view["menus"] == menus.SLACK
    message = view["direct"]["messages"][-1]
    await bench.does(bench.ana, "menu", to=message["ts"], what="save_as_reflection")
    assert '"message_action"' in bench.bot.heard[-1]["payload"]
    await bench.does(bench.ana, "shortcut", what="reflect")
    assert '"callback_id": "reflect"' in bench.bot.heard[-1]["payload"].replace('":"', '": "')


async def test_teams_searches_and_puts_what_was_found_into_the_conversation(bench: Bench) -> None:
    channel = bench.teams.tenant("tenant-1").team("Network").channel()
    result = {"type": "result", "attachmentLayout": "list", "attachments": [FOUND]}
    bench.bot.answers = [{"composeExtension": result}]
    await bench.does(bench.ben, "searches", words="listened", what="search", **{"in": channel.id})
    asked = bench.bot.heard[-1]["value"]
    assert (asked["commandId"], asked["parameters"][0]["value"]) == ("search", "listened")
    view = await bench.sees(bench.ben, place=channel.id)
    assert view["results"][0]["preview"]["content"]["title"] == "Ana"
    for wrong in (1, "0", None):
        answered = await bench.does(bench.ben, "inserts", number=wrong, **{"in": channel.id})
        assert answered.status_code == 400
    await bench.does(bench.ben, "inserts", number=0, **{"in": channel.id})
    (post,) = (await bench.sees(bench.ben, place=channel.id))["teams"][0]["channels"][0]["posts"]
    assert post["author"]["you"]
    assert post["cards"][0]["body"][0]["text"] == "We listened."


async def test_an_action_on_a_message_opens_its_dialog(bench: Bench) -> None:
    post = await bench.ben.says("Something to keep")
    bench.bot.answers = [{"task": {"type": "message", "value": "They are asked."}}]
    await bench.does(bench.ben, "menu", to=post.id, what="save_as_reflection")
    assert bench.bot.heard[-1]["value"]["messagePayload"]["id"] == post.id
    assert (await bench.sees(bench.ben))["dialog"]["message"] == "They are asked."

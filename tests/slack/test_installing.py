"""Workspaces come in by an invitation, go, and come back; their tokens are sealed, renewed, and never lost."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.simulator.wire import Fault
from adapters.slack.scopes import SCOPES
from bot.errors import SetupError
from storage.tables import Account, Audit, Delivery, Installation, Invitation, Member, Reflection, Space, Tenant
from tests.slack.many import ALL, KEY, NEXT_KEY, Many, many, running

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(anyio_backend: str, tmp_path: Path) -> AsyncIterator[Many]:
    async with many(tmp_path) as world:
        yield world


async def joins(world: Many, person: object, council: str = "Leeds City Council") -> None:
    await person.says("hello")  # type: ignore[attr-defined]
    await person.presses("Join")  # type: ignore[attr-defined]
    await person.fills({"Where do you work": council, "Introduce me": "Not now"}, "Join")  # type: ignore[attr-defined]


async def test_from_an_invitation_to_the_first_question_over_two_workspaces_with_the_same_ids(world: Many) -> None:
    leeds = world.cloud.workspace("T1", "Leeds", bot_user="UBOT", installed=False)
    olga = leeds.person("Olga Organiser", user="U1")
    room = leeds.channel("upstream", channel="C1")
    done = await world.installs(leeds, olga, world.invited("network"))
    assert done.status_code == 200
    assert "Upstream is in Leeds now." in done.text
    for scope in ALL:
        assert f"<dt>{scope}</dt>" in done.text
    assert "Hello. It worked, I am here." in olga.sees()
    await world.first_organiser(olga)
    await olga.command("here", in_=room)

    await olga.says("invite gateshead")
    link = olga.sees().split("http://127.0.0.1:8000")[-1].split()[0]
    gateshead = world.cloud.workspace("T2", "Gateshead", bot_user="UBOT", installed=False)
    bea = gateshead.person("Bea Example", user="U1")
    gateshead.channel("upstream", channel="C1")
    done = await world.installs(gateshead, bea, link)
    assert "It takes part for: Gateshead" in done.text
    await joins(world, bea, "Gateshead")
    assert "You are in, as somebody from Gateshead" in bea.sees()
    assert "you choose the channel" in bea.sees()

    accounts = {(row.tenant, row.user): row.member_id for row in world.all(Account)}
    assert len(accounts) == len(set(accounts.values())) == 2
    await bea.command("reflect")
    await bea.fills({"Your words": "Only in one of them.", "Who can read it": "The network"}, "Save")
    await olga.says("search one of them")
    assert "Bea Example · Gateshead" in olga.sees()
    assert "Only in one of them." not in str(world.cloud.dump()["teams"]["T1"]["conversations"]["C1"])
    tokens = {row.tenant: row.token for row in world.all(Installation)}
    for ws in (leeds, gateshead):
        assert ws.bot_token not in tokens[ws.id]
    assert [row.act for row in world.all(Audit)].count("came in") == 2


async def test_an_install_that_nobody_invited_is_refused_and_its_token_given_back(world: Many) -> None:
    ws = world.cloud.workspace("T9", "Elsewhere", installed=False)
    eve = ws.person("Eve Outside")
    refused = await world.installs(ws, eve)
    assert refused.status_code == 403
    assert "This workspace was not invited" in refused.text
    assert not world.all(Installation)
    assert not world.all(Tenant)
    assert not world.all(Delivery)
    assert ws.row.revoked[ws.bot_token] == "token_revoked"
    assert "xoxb" not in refused.text


async def test_an_invitation_works_once_for_two_weeks_and_for_its_own_council(world: Many) -> None:
    first, second = (world.cloud.workspace(team, team, installed=False) for team in ("T1", "T2"))
    link = world.invited("leeds")
    ana, ben = first.person("Ana"), second.person("Ben")
    state = await world.begins(link)  # opened in time, sent off by somebody else first
    assert (await world.installs(second, ben, link)).status_code == 200
    assert (await world.returns(state, first.consents(ana, *ALL))).status_code in {400, 403}
    assert (await world.browser.get(link)).status_code == 403
    assert [row.tenant for row in world.all(Tenant)] == ["T2"]
    old = world.invited("leeds")
    await world.later(days=15)
    stale = await world.browser.get(old)
    assert "This invitation does not hold any more." in stale.text

    again = await world.installs(second, ben, world.invited("gateshead"))  # an invitation of somebody else
    assert "It takes part for: Leeds City Council." in again.text
    assert sum(row.used_at is not None for row in world.all(Invitation)) == 1


async def test_a_state_that_is_forged_foreign_old_or_used_installs_nothing(world: Many) -> None:
    ws = world.cloud.workspace("T1", "Leeds", installed=False)
    ana = ws.person("Ana")
    link = world.invited("leeds")
    state = await world.begins(link)
    for wrong in ("", "x", state[:-2] + "AA"):
        answer = await world.returns(wrong, ws.consents(ana, *ALL))
        assert answer.status_code == 400
        assert "Nothing was installed" in answer.text
    cookie = dict(world.browser.cookies)
    world.browser.cookies.clear()
    assert (await world.returns(state, ws.consents(ana, *ALL))).status_code == 400  # another browser
    for name, value in cookie.items():
        world.browser.cookies.set(name, value)
    assert not world.all(Installation)
    assert (await world.returns(state, ws.consents(ana, *ALL))).status_code == 200
    world.browser.cookies.update(cookie)
    replayed = await world.returns(state, ws.consents(ana, *ALL))
    assert replayed.status_code == 400
    assert "used already" in replayed.text


async def test_looking_at_the_page_spends_nothing_and_it_stands_in_both_languages(world: Many) -> None:
    link = world.invited("gateshead")
    for _ in range(3):
        page = await world.browser.get(link)
    assert 'lang="en"' in page.text
    assert "Gateshead" in page.text
    assert all(scope in page.text for scope in SCOPES)
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    welsh = await world.browser.get(link, params={"invitation": link.partition("=")[2], "lang": "cy"})
    assert 'lang="cy"' in welsh.text
    assert "Ymlaen i Slack" in welsh.text
    assert 'lang="en" hreflang="en"' in welsh.text
    ws = world.cloud.workspace("T1", "Leeds", installed=False)
    assert (await world.installs(ws, ws.person("Ana"), link)).status_code == 200


async def test_saying_no_at_slack_or_a_code_that_does_not_hold_is_told_kindly(world: Many) -> None:
    link = world.invited("leeds")
    no = await world.returns(await world.begins(link), error="access_denied")
    assert "Nothing was installed. You can start again" in no.text
    bad = await world.returns(await world.begins(link), "no-such-code")
    assert bad.status_code == 502
    assert "Slack did not complete this (invalid_code)." in bad.text
    hostile = await world.returns(await world.begins(link), error="<script>alert(1)</script>")
    assert "<script" not in hostile.text


async def test_an_install_for_a_whole_enterprise_organisation_is_refused_with_what_to_do(world: Many) -> None:
    ws = world.cloud.workspace("T1", "Leeds", installed=False)
    state = await world.begins(world.invited("leeds"))
    answer = await world.returns(state, ws.consents(ws.person("Ana"), *ALL, organisation="E1"))
    assert answer.status_code == 400
    assert "for the whole of Organisation E1" in answer.text
    assert "choose one workspace" in answer.text
    assert any(entry["path"].endswith("auth.revoke") for entry in world.cloud.wire)
    assert not world.all(Installation)


async def test_what_was_not_allowed_is_said_and_done_without(world: Many) -> None:
    ws = world.cloud.workspace("T1", "Leeds", installed=False)
    ana = ws.person("Ana Example", email="ana@leeds.gov.uk")
    done = await world.installs(ws, ana, world.invited("network"), *SCOPES)
    assert "You did not allow this, and I do without:" in done.text
    assert "users:read.email" in done.text.partition("did not allow")[2]
    await ana.says("hello")
    await ana.presses("Join")
    assert "guessed" not in ana.sees()


async def in_leeds(world: Many) -> tuple[object, object]:
    """A workspace with an organiser, a home channel, and a member with a reflection."""
    ws = world.cloud.workspace("T1", "Leeds", installed=False)
    olga, room = ws.person("Olga Organiser"), ws.channel("upstream")
    await world.installs(ws, olga, world.invited("network"))
    await world.first_organiser(olga)
    await olga.command("here", in_=room)
    ana = ws.person("Ana Example")
    await joins(world, ana)
    await ana.command("reflect")
    await ana.fills({"Your words": "Kept through it all.", "Who can read it": "Only me"}, "Save")
    return ws, ana


async def test_who_takes_the_app_out_is_not_written_to_and_finds_everything_again(world: Many) -> None:
    ws, ana = await in_leeds(world)
    olga = ws.person("Olga Organiser")  # type: ignore[attr-defined]
    await olga.says("ask")
    await ws.uninstalls()  # type: ignore[attr-defined]
    (row,), (space,) = world.all(Installation), world.all(Space)
    assert (row.token, row.refresh_token) == ("", "")
    assert row.ended_at == world.now
    assert space.state == "away"
    assert not any(account.reachable for account in world.all(Account))
    assert len(world.all(Reflection)) == 1
    calls = len(world.cloud.wire)
    await world.later(days=1)
    assert len(world.cloud.wire) == calls

    back = await world.installs(ws, olga)  # without an invitation: it was let in before
    assert back.status_code == 200
    assert "I am back in this workspace." in olga.sees()
    (space,) = world.all(Space)
    assert space.state == "home"
    assert all(account.reachable for account in world.all(Account))
    await ana.says("mine")  # type: ignore[attr-defined]
    assert "Kept through it all." in ana.sees()  # type: ignore[attr-defined]
    await olga.says("ask")
    await olga.presses("Ask it now")
    await world.settles()
    assert "Reflect" in ana.buttons("upstream")  # type: ignore[attr-defined]
    late = [one for one in world.cloud.sent if one["event"]["type"] == "app_uninstalled"][-1]
    await world.cloud.emit(ws.row, late["event"])  # type: ignore[attr-defined]
    assert world.all(Tenant)[0].state == "connected"


async def test_a_missed_uninstall_is_noticed_by_the_first_refused_call_and_waiting_words_wait(world: Many) -> None:
    ws, _ana = await in_leeds(world)
    olga = ws.person("Olga Organiser")  # type: ignore[attr-defined]
    await olga.says("ask")
    await olga.presses("Ask it now")
    ws.row.revoked[ws.bot_token] = "account_inactive"  # type: ignore[attr-defined]
    ws.row.installed = False  # type: ignore[attr-defined]
    await world.settles()
    assert world.all(Tenant)[0].state == "gone"
    waiting = [row for row in world.all(Delivery) if row.state == "pending"]
    assert [row.error for row in waiting] == ["account_inactive"]
    await world.installs(ws, olga)
    await world.later(hours=1)
    assert not [row for row in world.all(Delivery) if row.state in {"pending", "dead"}]
    assert "Reflect" in olga.buttons("upstream")


async def test_a_token_that_ends_after_twelve_hours_is_renewed_in_time(world: Many) -> None:
    ws, ana = await in_leeds(world)
    ws.row.rotates = True  # type: ignore[attr-defined]
    olga = ws.person("Olga Organiser")  # type: ignore[attr-defined]
    await world.installs(ws, olga)
    before = world.all(Installation)[0]
    for _ in range(4):
        await world.later(hours=11)
        await ana.says("mine")  # type: ignore[attr-defined]
        assert "Kept through it all." in ana.sees()  # type: ignore[attr-defined]
    await world.later(hours=40)  # nobody said anything until it was over
    await ana.says("help")  # type: ignore[attr-defined]
    assert ana.last_status == 200  # type: ignore[attr-defined]
    after = world.all(Installation)[0]
    assert after.version >= before.version + 5
    assert after.renewing_until is None
    assert "token_expired" not in str([entry["answer"] for entry in world.cloud.wire])


async def test_slack_being_away_while_a_token_is_renewed_loses_nothing(world: Many) -> None:
    ws, ana = await in_leeds(world)
    ws.row.rotates = True  # type: ignore[attr-defined]
    await world.installs(ws, ws.person("Olga Organiser"))  # type: ignore[attr-defined]
    world.cloud.faults = lambda call, _: Fault(status=503) if call == "oauth.v2.access" else None
    await world.later(hours=11)
    await ana.says("mine")  # type: ignore[attr-defined]
    assert "Kept through it all." in ana.sees()  # type: ignore[attr-defined]
    assert world.all(Tenant)[0].state == "connected"
    world.cloud.faults = None
    await world.later(minutes=5)
    await ana.says("help")  # type: ignore[attr-defined]
    assert world.all(Installation)[0].expires_at > world.now


async def test_keys_are_changed_by_putting_a_new_one_in_front(world: Many) -> None:
    ws, ana = await in_leeds(world)
    sealed = world.all(Installation)[0].token
    for keys in (f"{NEXT_KEY},{KEY}", NEXT_KEY):
        world.settings = world.settings.model_copy(update={"secret_keys": SecretStr(keys)})
        async with running(world):
            await ana.says("mine")  # type: ignore[attr-defined]
            assert ana.last_status == 200  # type: ignore[attr-defined]
            assert world.all(Installation)[0].token != sealed
    world.settings = world.settings.model_copy(update={"secret_keys": SecretStr("k" * 40)})
    with pytest.raises(SetupError, match=f"SECRET_KEYS does not open the token of workspace {ws.id}"):  # type: ignore[attr-defined]
        async with running(world):
            pass


async def test_no_token_is_ever_in_the_log(world: Many, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ws, _ = await in_leeds(world)
    ws.row.rotates = True  # type: ignore[attr-defined]
    await world.installs(ws, ws.person("Olga Organiser"))  # type: ignore[attr-defined]
    await world.later(hours=11)
    await world.installs(world.cloud.workspace("T9", "Elsewhere", installed=False), ws.person("Ana Example"))  # type: ignore[attr-defined]
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("sqlalchemy"))
    for word in ("xoxb", "xoxe", "stand-in-client-secret", KEY):
        assert word not in ours


async def test_who_joined_is_followed_through_names_zones_leaving_and_coming_back(world: Many) -> None:
    _ws, ana = await in_leeds(world)
    await ana.changes(name="Ana Married", zone="Europe/Madrid")  # type: ignore[attr-defined]
    member = next(row for row in world.all(Member) if row.name.startswith("Ana"))
    assert (member.name, member.zone) == ("Ana Married", "Europe/Madrid")
    await ana.command("me")  # type: ignore[attr-defined]
    await ana.fills({"Your name": "Ann of Leeds"}, "Save")  # type: ignore[attr-defined]
    await ana.changes(name="Somebody Else", guest=True)  # type: ignore[attr-defined]
    member = next(row for row in world.all(Member) if row.id == member.id)
    assert member.name == "Ann of Leeds"
    account = next(row for row in world.all(Account) if row.member_id == member.id)
    assert (account.guest, account.reachable) == (True, True)
    await ana.changes(deleted=True)  # type: ignore[attr-defined]
    assert not next(row for row in world.all(Account) if row.member_id == member.id).reachable
    await ana.changes(deleted=False)  # type: ignore[attr-defined]
    assert next(row for row in world.all(Account) if row.member_id == member.id).reachable

"""A plain Bolt app, written without knowing of the stand-in, talks with it end to end."""

import pytest

from adapters.simulator.slack import CannotError, SlackCloud

pytestmark = pytest.mark.anyio


async def test_bolt_proves_that_the_door_is_its_own(echo: SlackCloud) -> None:
    assert await echo.verify_url()


async def test_a_direct_message_is_answered(echo: SlackCloud) -> None:
    ana = echo.workspace("T1").person("Ana Example")
    await ana.says("hello & <welcome>")
    assert ana.last_status == 200
    assert "Upstream: you said hello & <welcome>" in ana.sees()


async def test_a_mention_in_a_channel_arrives_as_message_and_as_mention(echo: SlackCloud) -> None:
    network = echo.workspace("T1")
    channel, ana = network.channel("upstream"), network.person("Ana Example")
    posted = await ana.says("@Upstream help", in_=channel)
    seen = ana.screen(in_=channel)
    assert posted.text == f"<@{network.bot_user}> help"
    assert any("you said" in entry["text"] for entry in seen)
    mention = next(entry for entry in seen if entry["text"] == "mentioned by @Ana Example")
    assert (mention["thread"], mention["mentions"]) == (posted.ts, [ana.id])


async def test_a_command_a_button_a_modal_and_its_error(echo: SlackCloud) -> None:
    network = echo.workspace("T1")
    channel = network.channel("upstream")
    ana, ben = network.person("Ana Example"), network.person("Ben Example")
    await ana.command("search apologising", in_=channel)
    assert "search apologising?" in ana.sees(in_=channel)
    assert ben.sees() == ""
    await ana.presses("Ref")
    assert ana.screen()[-1]["title"] == "Reflect"
    with pytest.raises(CannotError, match="Who can read it"):
        await ana.fills({"Your words": "hm"})
    await ana.fills({"Your words": "hm", "Who can": "The network"}, submit="Save")
    assert "A little more, please." in ana.sees()
    await ana.fills({"Your words": "It came to me"})
    assert ana.screen(in_="modal") == []
    assert "kept It came to me for network" in ana.sees(in_="direct")


async def test_home_stands_where_its_person_opened_it(echo: SlackCloud) -> None:
    network = echo.workspace("T1")
    ana, ben = network.person("Ana Example"), network.person("Ben Example")
    await ana.opens_home()
    assert ana.sees(in_="home") == "Your home"
    assert ben.screen(in_="home") == []


async def test_bolt_is_told_of_its_own_messages_and_stays_calm(echo: SlackCloud) -> None:
    ana = echo.workspace("T1").person("Ana Example")
    await ana.says("hello")
    told = [wrapped["event"] for wrapped in echo.sent]
    assert [event.get("bot_id") is not None for event in told] == [False, True]
    assert ana.sees().count("you said") == 1

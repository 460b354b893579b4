"""Who installed the app chooses channels and confirms colleagues; who is only visiting joins through their own."""

from storage.tables import Member, Space, Tenant
from tests.world import WORKSPACE, Person, World


def test_a_host_chooses_channels_and_confirms_colleagues_and_nothing_else(world: World, olga: Person) -> None:
    olga.says("belongs leeds")
    hana = world.on_slack("Hana Host")
    hana.joins("Leeds")
    number = world.number(hana)
    second = world.slack.channel("second")
    hana.command("here", in_=second)
    assert "Only organisers can do that." in hana.sees()
    olga.says(f"host {number}")
    assert "Hana Host is the host of this workspace now." in olga.sees()
    hana.command("here", in_=second)
    assert second.id in {row.conversation for row in world.all(Space)}

    guest = world.on_slack("Guest Example", guest=True)
    guest.joins("Leeds")
    elsewhere = world.on_slack("Gail Example", guest=True)
    elsewhere.joins("Gateshead")
    hana.opens_home()
    assert "Guest Example says: I work at Leeds City Council." in hana.sees("home")
    assert "Gail Example" not in hana.sees("home")
    hana.says(f"confirm {world.number(elsewhere)}")
    assert "You can confirm colleagues of your own organisation" in hana.sees()
    hana.presses("Confirm", in_="home")
    confirmed = {row.name for row in world.all(Member) if row.confirmed_at}
    assert "Guest Example" in confirmed
    assert "Gail Example" not in confirmed
    for words in ("organise", "ask", "round", "let in slack:T9 leeds", f"host {number}", "invite leeds"):
        hana.looks_up()
        hana.says(words)
    assert hana.sees().count("Only organisers can do that.") == 4  # what goes on after a command is words to the others
    assert len(world.all(Tenant)) == 2
    assert next(row for row in world.all(Tenant) if row.tenant == WORKSPACE).host == hana.hands.id


def test_somebody_of_another_workspace_is_told_to_join_through_their_own_and_nothing_is_kept(
    world: World, olga: Person
) -> None:
    room = world.slack.channel("shared", shared_with=["T9"])
    eve = world.on_slack("Eve Elsewhere", stranger=True, home_team="T9")
    world.loop.run(room.adds(eve.hands))
    question = world.asks()
    before = world.rows()
    eve.says("@Upstream hello", in_=room)
    assert "Please join through your own workspace" in eve.sees()
    assert "an organiser can invite it: Olga Organiser" in eve.sees()
    for words in ("join", "reflect", "search anything", "me"):
        eve.command(words, in_=room)
    assert "Where do you work" not in eve.sees()
    assert world.rows() == before
    assert question

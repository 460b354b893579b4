"""*Something wrong here?* under words that are kept nowhere: carried, asked of somebody, or answered.

They travel in the button, and are in the database from a report until it is decided. Wherever they stand in others'
chats they are hidden, and come back there if nothing is wrong with them.
"""

from bot.chat import Button, Reply, Said
from bot.delivering import outbox
from bot.delivering.copies import of_member
from bot.turn import Turn
from bot.voice import Voice
from storage import introductions, people, requests
from storage import outbox as outbox_rows
from storage import reports as rows
from storage.tables import Report

TRAVEL = 1500  # characters of the words that a button carries (Slack: 2,000 a button)


def wrong_button(voice: Voice, about: str, words: str) -> Button:
    """*Something wrong here?* under words of a person; `about` is what the message that has them is about."""
    return Button(voice.say("wrong.ask"), f"wrong words {about} {words[:TRAVEL]}")


def wrong_words(turn: Turn, rest: str) -> Reply:
    """Hide words from everybody they were brought to, until an organiser decides. Only who received them may."""
    kind, number, words = [*rest.split(maxsplit=2), "", "", ""][:3]
    about = f"{kind} {number}"
    author = rows.author_of(turn.session, about)
    received = any(posting.member_id == turn.my_id for posting in outbox.standing(turn.session, about))
    if author is None or author == turn.my_id or not received or not words:
        raise turn.refuse("refusal.not-found")
    before = rows.about(turn.session, about)
    if before is not None and before.state == "restored":
        return turn.answer(turn.say("wrong.looked"), turn.say("wrong.looked-what"))
    if before is None:
        _hide(turn, about)
        report = Report(words=words, about=about, author_id=author, written_at=turn.now, made_at=turn.now)
        report.reporter_id = turn.my_id
        people.add(turn.session, report)
    return turn.answer(turn.say("wrong.done"), turn.say("wrong.next"))


def _hide(turn: Turn, about: str) -> None:
    outbox_rows.forget(turn.session, about)
    for posting in outbox.standing(turn.session, about):
        reader = people.member(turn.session, posting.member_id) if posting.member_id else None
        voice = turn.to(reader) if reader else turn
        outbox.update(turn.session, posting, voice.card(voice.say("wrong.hidden")), now=turn.now)
    if about.startswith("request "):
        requests.hide(turn.session, _number(about), hidden=True)


def put_back(turn: Turn, row: Report) -> None:
    """Nothing is wrong with them: they stand again where they stood."""
    if row.about.startswith("request "):
        requests.hide(turn.session, _number(row.about), hidden=False)
    for posting in outbox.standing(turn.session, row.about):
        reader = people.member(turn.session, posting.member_id) if posting.member_id else None
        if reader is not None and reader.state == "member":
            voice = turn.to(reader)
            said = Said(row.words, by=voice.name_of(row.author_id), of=of_member(row.author_id))
            card = voice.card(voice.say("wrong.back"), said, buttons=_goes_on(voice, row.about))
            outbox.update(turn.session, posting, card, now=turn.now)


def end(turn: Turn, row: Report) -> None:
    """They stay hidden, and nothing more comes of them."""
    request = requests.get(turn.session, _number(row.about)) if row.about.startswith("request ") else None
    if request is not None:
        requests.close(turn.session, request)


def _goes_on(voice: Voice, about: str) -> tuple[Button, ...]:
    """How words that stand again can be answered."""
    if about.startswith("request "):
        return (Button(voice.say("home.open"), about, "main", opens=True),)
    carried = introductions.carried(voice.session, _number(about)) if about.startswith("words ") else None
    return (
        (Button(voice.say("introduction.reply"), f"write to {carried.group_id}", "main", opens=True),)
        if carried
        else ()
    )


def _number(about: str) -> int:
    return int(about.partition(" ")[2])

"""*Save as reflection* on a message: one's own opens the form; of somebody else's message, its author is asked.

Nothing is kept by it: what an author is asked about travels in the asking, not in the database.
"""

from bot.chat import Button, Reply, Said
from bot.delivering import outbox
from bot.delivering.copies import of_member
from bot.remembering.reflections import LONGEST, keep_words
from bot.turn import Turn
from bot.voice import Voice
from storage import people, record
from storage.tables import Member

CARRIED = 1500  # characters that travel in a button (Slack: 2,000 a button)


def save(turn: Turn, _rest: str) -> Reply:
    """Keep this message, if it is one's own; else ask its author, once, who alone may keep it."""
    turn.me  # noqa: B018  (refuses who has not joined)
    if turn.incoming.about is None:
        return keep_words(turn, "")
    author, words = turn.incoming.about
    words = words.strip()[:LONGEST]
    if author == turn.incoming.account:
        return keep_words(turn, words)
    if not words:
        raise turn.refuse("saving.no-words")
    account = people.account(turn.session, author.platform, author.tenant, author.user)
    member = people.member(turn.session, account.member_id) if account else None
    if member is not None and member.paused_at is None:
        _ask(turn, member, words)
    return turn.answer(turn.say("saving.theirs"), turn.say("saving.theirs-what"))


def _ask(turn: Turn, author: Member, words: str) -> None:
    """Once for each message, whoever presses how often."""
    where = turn.incoming
    once = f"saving/{where.address.platform}/{where.address.tenant}/{where.address.key}/{where.message}"
    if record.used(turn.session, once) is not None:
        return
    record.use(turn.session, once, "", turn.now)
    voice = Voice(turn.session, turn.content, author.language)
    card = voice.card(
        voice.say("saving.ask", name=turn.me.name),
        Said(words, of=of_member(author.id)),
        voice.say("saving.ask-what"),
        buttons=(Button(voice.say("words.keep"), f"keep words {words[:CARRIED]}", "main", opens=True),),
    )
    outbox.put_direct(turn.session, author, card, kind="words", about="", now=turn.now, unasked=True)

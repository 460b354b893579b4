"""Finding reflections again: words, and filters as choices or typed; five a page."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.chat import Block, Button, Divider, Reply, Text
from bot.learning.assets import finding as assets
from bot.remembering.readings import actions, as_blocks
from bot.search.extract import extract
from bot.search.form import form
from bot.search.form import sentence as sentence_of_form
from bot.search.grammar import FURTHEST, Asked, parse
from bot.turn import Turn
from content import Content
from storage import search as rows
from storage.assets import FoundAsset
from storage.search import Found

SHOWN = 5


def search(turn: Turn, rest: str) -> Reply:
    """Look for what this member may read; without a word, open the form."""
    rest = rest if turn.typed else sentence_of_form(turn)
    if turn.typed and not rest.strip():
        return form(turn, Asked())
    asked = parse(turn, rest)
    found, left = looked_up(turn, asked, SHOWN + 1), assets.found(turn, asked)
    if not found and asked.offset:
        return turn.answer(turn.say("search.no-more"), buttons=_buttons(turn, asked, 0))
    exact = [one for one in left if one.exact]
    if not exact and not any(hit.exact for hit in found):
        return _nearest(turn, asked, found, left)
    title = turn.say("search.found", words=asked.sentence[:100]) if asked.sentence else ""
    return _page(turn, asked, found, exact, title)


def narrow(turn: Turn, rest: str) -> Reply:
    """The form again, with what was asked for."""
    return form(turn, parse(turn, rest))


def looked_up(turn: Turn, asked: Asked, most: int) -> Sequence[Found]:
    """What this member may read of what was asked for."""
    return rows.find(
        turn.session,
        turn.reader,
        asked.words,
        turn.now,
        asked.filters,
        order=asked.order,
        near=turn.understanding.near(asked.words) if turn.understanding and asked.order == "best" else None,
        limit=most,
        offset=asked.offset,
    )


def _page(turn: Turn, asked: Asked, found: Sequence[Found], left: Sequence[FoundAsset], title: str) -> Reply:
    """What workgroups left, then five reflections, each with the words that were found marked, and the ways on."""
    query = rows.query_of(asked.words)
    blocks: list[Block] = [Text(hint, quiet=True) for hint in asked.hints]
    blocks += assets.as_blocks(turn, left, query)
    for hit in found[:SHOWN]:
        part = extract(hit.reflection.words, query)
        shown = as_blocks(turn, hit.reflection, part.marks, part.words)
        blocks += [Divider(), *shown, *actions(turn, hit.reflection)]
    return turn.answer(title or turn.say("search.newest"), *blocks, buttons=_buttons(turn, asked, len(found)))


def _buttons(turn: Turn, asked: Asked, count: int) -> tuple[Button, ...]:
    buttons = []
    following = asked.offset + SHOWN
    if count > SHOWN and following <= FURTHEST:
        buttons.append(Button(turn.say("search.more"), f"search {asked.whole} from:{following}", opens=True))
    buttons.append(Button(turn.say("search.narrow"), f"narrow {asked.whole}", opens=True))
    if count > 1 and asked.words and asked.order == "best":
        buttons.append(Button(turn.say("search.sort-newest"), f"search {asked.sentence} sort:newest", opens=True))
    elif asked.order == "newest":
        buttons.append(Button(turn.say("search.sort-best"), f"search {asked.sentence}", opens=True))
    return tuple(buttons)


def _nearest(turn: Turn, asked: Asked, found: Sequence[Found], left: Sequence[FoundAsset]) -> Reply:
    """Nothing has all of it: a better spelling, what comes nearest, or an honest no with what can be done."""
    better = rows.did_you_mean(turn.session, turn.reader, asked.words, turn.now, asked.filters)
    respelt = _respelt(asked.sentence, better)
    label = turn.say("search.did-you-mean", words=respelt[:60])
    meant = (Button(label, f"search {respelt}", "main", opens=True),) if better else ()
    if not found and '"' in asked.words:
        found = looked_up(turn, replace(asked, words=asked.words.replace('"', " ")), SHOWN + 1)
    if found or left:
        page = _page(turn, asked, found, left, turn.say("search.nearest"))
        return replace(page, card=replace(page.card, buttons=(*meant, *page.card.buttons)))
    question = question_about(turn.content, turn.language, asked.words)
    return turn.answer(
        turn.say("search.nothing", words=asked.sentence[:100]),
        turn.say("search.nothing-next"),
        *((turn.say("search.nothing-question", question=question),) if question else ()),
        *asked.hints,
        buttons=(
            *meant,
            Button(turn.say("search.again"), f"narrow {asked.sentence}", "plain" if meant else "main", opens=True),
            Button(turn.say("home.reflect"), "reflect", opens=True),
        ),
    )


def question_about(content: Content, language: str, words: str) -> str:
    """A question of the library with most of these words in it: it might bring answers. Empty where none has any."""
    wanted = set(rows.query_of(words).words)
    texts = (prompt.in_language(language) or prompt.in_language("en") for prompt in content.prompts.values())
    found = [(len(wanted & _words(text.question)), text.question) for text in texts if text]
    most, question = max(found, default=(0, ""))
    return question if most else ""


@functools.lru_cache(maxsize=512)
def _words(question: str) -> frozenset[str]:
    return frozenset(rows.words_of(question))


def _respelt(sentence: str, better: Mapping[str, str]) -> str:
    """The same search in the better spelling."""
    return re.sub(r"[^\W_]+", lambda word: better.get("".join(rows.words_of(word[0])), word[0]), sentence)

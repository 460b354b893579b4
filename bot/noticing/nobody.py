"""Names that are nobody's here: of projects, storms, streets, laws, firms, machines and the long remembered."""

import re
from itertools import pairwise

from bot.noticing.company import NAMES_BEFORE
from bot.noticing.lexicon import Lexicon
from bot.noticing.sentence import Run

_HONOURED = re.compile(
    r"\b(?:plaque|statue|monument|memorial|portrait|bust|mural|tribute)s? (?:to|of|for) $"
    r"|\b(?:named|called|christened) (?:after|for) $"
    r"|\b(?:opened|founded|unveiled|endowed|designed|built|bequeathed|painted|sculpted|composed) by $"
    r"|\bin (?:honour|memory) of $",
    re.IGNORECASE,
)
_TRADES = (
    r"(?:nominations?|contracts?|tenders?|lease|sla|framework|partnership|procurement|bid|suppliers?|contractors?"
    r"|sponsorship|mobilisation|voids|service level agreement|novation)"
)
_TRADES_BEFORE = re.compile(
    rf"\b{_TRADES}(?: \w+){{0,2}} (?:with|to|from|by|for|went to|is) (?:[A-Z][\w'’-]+(?:, | and ))*$", re.IGNORECASE
)
_TRADES_AFTER = re.compile(rf"^ (?:about|on|for|won|over) (?:the |our |a )?{_TRADES}\b", re.IGNORECASE)
_WORD = re.compile(r"[\w.'’-]+")


def is_nobody(run: Run, lexicon: Lexicon) -> bool:
    """Project Martha, Storm Bert, George Street, Sarah's Law, St James, Nye Bevan, the contract with Leonard Ltd."""
    plain, lists = run.plain, lexicon.lists
    known = any("-".join(pair) in lists["known-people"] for pair in pairwise(plain))
    mens_shed = any(word.possessive for word in run.words[run.start : run.end - 1])
    return (
        known
        or mens_shed
        or _stands_after_a_thing(run, lexicon)
        or _stands_before_a_thing(run, lexicon)
        or _HONOURED.search(run.before) is not None
        or _TRADES_BEFORE.search(run.before) is not None
        or _TRADES_AFTER.match(run.after) is not None
        or (plain[0] in lists["assistants"] and _of_machines(run, lexicon))
    )


def _stands_after_a_thing(run: Run, lexicon: Lexicon) -> bool:
    """Project Martha; Storms Ciara and Dennis."""
    others = NAMES_BEFORE.search(run.before)
    ahead = _WORD.findall(run.before[: others.start()].casefold())[-1:] if others else []
    ahead += _WORD.findall(others[0].casefold())[:1] if others else []
    itself = {run.plain[0]} - lexicon.names
    return not lexicon.lists["naming"].isdisjoint({*run.plain_before(1), *ahead, *itself})


def _stands_before_a_thing(run: Run, lexicon: Lexicon) -> bool:
    """George Street, Sarah's Law, the Ellen MacArthur way."""
    called_after = lexicon.lists["called-after"]
    if len(run.plain) > 1 and (run.plain[-1] in called_after or run.plain_before(1) == ["the"]):
        return True
    rest = run.text[run.span[1] :]
    following = re.match(r"(?:['’]s)? ([A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)", rest)
    return (following is not None and following[1].casefold().split()[-1] in called_after) or lexicon.called_after(rest)


def _of_machines(run: Run, lexicon: Lexicon) -> bool:
    """Alexa, Claude: where the sentence speaks of machines."""
    begin, stop = run.sentence
    spoken = (word.plain for word in run.words[begin:stop])
    return any(plain in lexicon.lists["machine-talk"] for plain in spoken if plain not in run.plain)

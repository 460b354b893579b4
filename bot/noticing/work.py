"""Whether a name is that of somebody at work: by a role, a team, the author beside it, a meeting."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.noticing.company import MARKS, NAMES_BEFORE, Company
from bot.noticing.numbers import Lists
from bot.noticing.sentence import Run, words_of

_ON_THE_DESK = re.compile(
    r"^,? on (?:the )?(?:front |main |duty |information )?(?:desk|reception|phones|switchboard|gate)\b"
)
_ENDS = frozenset(".!?;:")
_SOMEBODY_ELSE_S = frozenset({"for", "of", "from", "re", "on", "at", "in", "around", "regarding", "letting", "let"})
SHORT = 7  # words of a sentence such as "Sprint demo went ok.", of which the next one goes on
FAR_AFTER = 7  # characters: " and I "
_PARTNER = re.compile(r"\b(?:business|delivery|strategic|commercial|people) partners?\b")
_OBJECT = re.compile(r"\b(?:with|about|for|of|to|from|re|on) $")
_WITH_ME = re.compile(r"^(?:, [A-Z]\w+)*,? and (?:I|me|myself)\b|^ a (?:fi|minnau)\b")
_ME_WITH = re.compile(r"\b(?:me|I|fi) (?:and|a) $")
_OUR_OFFICE = re.compile(
    r"\b(?:[Oo]ur|[Tt]he|[Mm]y|[Tt]heir|[Aa]|[Nn]ew|[Aa]cting|[Ii]nterim|[Ee]in) [A-Z][A-Z\d&]{1,5},? $"
    r"|\b(?:our|my|the|new|your) (?:ots?|dcs|dass|ceo|cfo|sro|pm|gp|bp|asyes?|amhp|lado|iro|senco|pcso),? $"
)
_THANKED = re.compile(
    r"\b(?:(?:thanks?|thx|ta)(?: you)?(?: so much| again| loads)?|kudos|props|shout[ -]?out|hats off|well done|credit"
    r"|big (?:tick|thank you|up)|farewell|goodbye|welcome|congratulations|congrats|cheers"
    r"|hi|hello|hey|dear|shwmae|helo|annwyl|(?:gold|brownie) (?:star|points?)|llongyfarchiadau|da iawn"
    r"|diolch(?: o galon| yn fawr| mawr)?)"
    r"(?: go(?:es)?| due)?(?: to| for| i)?,? $",
    re.IGNORECASE,
)
_PAIRED = re.compile(
    r"""\b(?: 1[:-]1s? | 1-2-1s? | 121s? | one[- ]to[- ]ones? | catch[- ]?up | caught\ up |
      (?:pair|team|buddi)(?:ed|ing)(?:\ up)?
      | swapp?(?:ed|ing)\ (?:desks|notes|jobs|shifts) | job[- ]?shar(?:e|ed|ing) | car[- ]?shar(?:e|ed|ing) | stand-?up
      | brainstorm(?:ed|ing)? | co-?design(?:ed|ing)? | co-?facilitat(?:ed|ing) | supervision | whiteboard(?:ed|ing)?
      | present(?:ed|ing) | deliver(?:ed|ing)\ (?:it|this|the\ session) )
    (?:\ (?:today|yesterday|this\ (?:morning|week)|again))?\ (?:with|gyda|efo)\ $
    | \b(?:handed\ over|report(?:s|ed|ing)?)\ to\ $""",
    re.VERBOSE | re.IGNORECASE,
)
_DEEDS = re.compile(
    r"""^['’]s?\ (?:\w+\ )?(?:leaving|retir(?:ing|ement)|farewell|send-off|spreadsheets?|slides?|deck|dashboard
      |presentation
      |session|workshop|team|crew|inbox|desk|lot\b|leadership|briefing|script|database|tool|prototype|induction|promotion
      |maternity|paternity|replacement|predecessor|successor|directorate|service\b)
    | ^['’]s\ (?:off\ on\ leave|on\ leave|retired|left\ the\ (?:council|team)|moved\ (?:teams?|to\ \w+\ team)
      |been\ promoted)
    | ^\ and\ (?:his|her|their|the)\ (?:\w+\ ){0,2}(?:team|crew|lot|colleagues|officers|staff|gang
      |squad|service|gritters)\b
    | ^\ (?:covered|covers|is\ covering|chaired|facilitated|minuted|presented|clerked|hosted|led|ran|runs|built|coded
      |demoed|designed|drafted|redrafted|mapped|modelled|trained|onboarded|managed|manages|leads)\b
      (?!\ (?:to|out|away|off|off\ with|the\ (?:shop|pub|caf[eé])|by)\b)
    | ^\ for\ (?:the|some|her|his)\ (?:\w+\ )?(?:figures|data|numbers|stats|draft|report|slides
      |spreadsheet|minutes|paper)\b""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Work:
    """What stands around one name of people at work."""

    run: Run
    lists: Lists

    @property
    def colleague(self) -> bool:
        """Whether somebody at work is meant."""
        if self.in_a_role or self._with_the_author or self.run.before.endswith("@"):
            return True
        return (self._at_work or self._deals_with_us) and not Company(self.run, self.lists).detail

    @property
    def in_a_role(self) -> bool:
        """Whether a role or a team stands beside it."""
        return self._role_before or self._role_after

    @property
    def _role_before(self) -> bool:
        """Our chief executive Dana; the new director of adults, Simon; colleagues Rhian and Gwilym."""
        if _OUR_OFFICE.search(self.run.before) or _THANKED.search(NAMES_BEFORE.sub("", self.run.before)):
            return True
        before = re.sub(r" (?:is|was|yw|oedd) $", " ", NAMES_BEFORE.sub("", self.run.before))
        before = re.sub(r"[\"“‘]\w+[\"”’] $", "", before)
        others = before != self.run.before
        near = words_of(_PARTNER.sub("officer", before))[-8:]
        if near and near[-1].plain in _SOMEBODY_ELSE_S and not others:
            return False
        for word in reversed(near):
            role = word.plain.rsplit("-", maxsplit=1)[-1]
            if role in self.lists["roles"] or role.removesuffix("s") in self.lists["roles"]:
                return True
            other = word.plain in self.lists["residents"] or word.plain in self.lists["between"]
            if other or word.text in _ENDS or word.plain.endswith("ed") or (word.text == "," and word is not near[-1]):
                return False
        return False

    @property
    def _role_after(self) -> bool:
        """Kev in HR; Bethan, who manages the contact centre; Priya Nair (procurement); Rhian is our librarian."""
        after = self.run.plain_after(12)
        apart = bool(after) and after[0] in MARKS
        first, *rest = after[1:] if apart else after or [""]
        if first in {"who", "sy", "sydd", "sy'n", "a"} and set(rest[:3]) & self.lists["work"]:
            return True
        if first in self.lists["work-of-anybody"] or first in {"from", "in", "at", "of", "o", "yn", "o'r", "o’r"}:
            return self._of_office(rest[:4])
        at_once = first in {"the", "y", "our"} and set(rest[:2]) & self.lists["roles"]
        if at_once or first in self.lists["work"] or _ON_THE_DESK.match(self.run.after):
            return True
        if apart and first not in {"who", "sy", "sydd"} and self._of_office([first, *rest[:5]]):
            return True
        return first in {"is", "was", "yw", "oedd"} and bool(set(rest[:5]) & (self.lists["roles"] | {"board"}))

    def _of_office(self, near: Sequence[str]) -> bool:
        """Whether these words name a role or a team, and no resident, before another clause begins."""
        ends = (
            at
            for at, plain in enumerate(near)
            if plain in MARKS | {")"} | self.lists["between"] - {"with", "to", "about"}
        )
        near = near[: next(ends, len(near))]
        roles = [at for at, plain in enumerate(near) if plain in self.lists["roles"]]
        theirs = near[roles[-1] :] if roles else near  # a youth voice lead is no youth
        return bool(roles or set(near) & self.lists["teams"]) and self.lists["residents"].isdisjoint(theirs)

    @property
    def _with_the_author(self) -> bool:
        """Sarah and I."""
        if _WITH_ME.match(self.run.after):
            return _OBJECT.search(self.run.before) is None or " and I " not in self.run.after[:FAR_AFTER]
        return _ME_WITH.search(self.run.before) is not None

    @property
    def _deals_with_us(self) -> bool:
        """A 1:1 with Janet; Nick's leaving drinks; Paula covered my inbox."""
        own = self.run.text[self.run.span[1] - 2 :] if self.run.words[self.run.end - 1].possessive else self.run.after
        return bool(_DEEDS.match(own) or _PAIRED.search(NAMES_BEFORE.sub("", self.run.before)))

    @property
    def _at_work(self) -> bool:
        """Whether the sentence speaks of work."""
        begin, stop = self.run.sentence
        earlier = self.run.words[max(0, begin - SHORT) : begin]
        starts = next(
            (at for at in reversed(range(len(earlier))) if earlier[at].first and earlier[at].text[0].isalnum()), None
        )
        spoken = [*self.run.words[begin:stop], *(earlier[starts:] if starts is not None else [])]
        return any(word.plain in self.lists["work-talk"] for word in spoken)

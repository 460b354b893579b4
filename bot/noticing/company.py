"""The company a name keeps: what right beside it, or in its sentence, says whose it is.

"The lady", "his nan" or "a lad called" make a name a resident's; a role, a team or a meeting make it a colleague's; a
book makes it an author's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.noticing.numbers import Lists
from bot.noticing.sentence import Run, words_of

NEAR_BEFORE, NEAR_AFTER = 9, 14  # words in which a detail is said of somebody
MARKS = frozenset({",", "(", "–", "-"})

_NAMES_BEFORE = re.compile(r"(?:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?(?:, | and | & | a | ac ))+$")
_CALLED = re.compile(
    r"""\b(?: called | named | nicknamed | known\ as | aka | goes\ by | answers\ to | calls?\ (?:him|her) | name(?:
      ['’]s|\ is|\ was) | o['’]r\ enw | enw\ (?:yw|oedd) )
    \ (?:only\ |just\ )? ["“‘']? $""",
    re.VERBOSE | re.IGNORECASE,
)
_AGE = re.compile(
    r"""^,?\ ? [(]? \ ? (?:aged?\ |who\ (?:is|was)\ |who['’]s\ |sydd\ yn\ )? \d{1,3} \b
    (?: \ ? (?:yo|y/o|years?|oed) \b | \ and\ a\ half | \ ? [,).;] | $ )
    | ^,?\ [(]?(?:aged?\ |who\ (?:is|was)\ |who['’]s\ |now\ )?
      (?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|\w{3,5}teen)\ ?(?:[,).;]|$)""",
    re.VERBOSE,
)
_SHE_IS = re.compile(
    r"\b[Ss]?he(?:['’]s| is| was) (?:only |just )?\d{1,3}\b(?! (?:years? (?:in|with|on)|minutes|hours|weeks))"
)
_LIVES = re.compile(
    r"""^,?\ (?:\(?(?:in|at|from|on|yn|o)\ )?
          (?:number|no\.?|rhif|flat|fflat|room|apartment|year|blwyddyn|class)\ ?\d
      | ^,?\ (?:who|sydd|a\ oedd)?,?\ ?
          (?:lives?|lived|living|has\ lived|rents?|sleeps?|sleeping|squats?|sy['’]n\ byw|yn\ byw|byw)\b
      | ^,?\ who\ (?:has|had)\ (?:an?\ )?[A-Z]
      | ^,?\ is\ \d{1,3}\b
      | ^\ (?:from|in|at|on|o|yn)\ (?:the\ )?(?:[A-Z][\w'’-]+\ )+
          (?:Close|Road|Street|Avenue|Lane|House|Court|Estate|Terrace|Walk|Gardens|Crescent|Drive|Towers?|Flats
            |Hostel)\b""",
    re.VERBOSE,
)
_APPOSED = re.compile(
    r"""^(?:,|\ \(|\ –|\ -)\ ?(?:the|a|an|her|his|my|their|our|y|yr|ei|sy['’]n|who(?:['’]s|\ is|\ was)(?:\ the|\ an?)?)
    \ ?((?:[\w'’-]+\ ){0,2}[\w'’-]+)""",
    re.VERBOSE,
)
_WITH_ME = re.compile(r"^,? and (?:I|me|myself)\b|^ a (?:fi|minnau)\b")
_ME_WITH = re.compile(r"\b(?:me|I|fi) (?:and|a) $")
_OUR_OFFICE = re.compile(
    r"\b(?:[Oo]ur|[Tt]he|[Mm]y|[Tt]heir|[Aa]|[Nn]ew|[Aa]cting|[Ii]nterim|[Ee]in) [A-Z][A-Z\d&]{1,5},? $"
)
_ACTS = re.compile(
    r"^ (?:has|hasn['’]t|had|is|was|said|told|asked|lost|who|can['’]t|won['’]t|lives|rang|and (?:his|her))\b"
)
_THANKED = re.compile(
    r"\b(?:thanks?(?: you)?(?: so much| again)?|kudos|shout[ -]?out|hats off|well done|credit|diolch)"
    r"(?: go(?:es)?)?(?: to| i)?,? $",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"""\b(?: as | (?:going|go|went|come|came|coming)\ back\ to | remind(?:s|ed)\ (?:me|us)\ of | inspired\ by
      | borrow(?:ed|ing)?\ (?:it\ |this\ )?from | the\ (?:words|ideas|work|writings)\ of | quoting | per | fel ) $""",
    re.VERBOSE | re.IGNORECASE,
)
_SAYS = re.compile(
    r"""^\ (?: tells?\ (?:the|this|that|a)\ (?:\w+\ )?(?:story|tale|parable) | (?:\w+\ ){0,2}(?:once|never|famously)
      \ said
      | (?:says|said|put|puts)\ it\ best | reckons | showed\ us\ that | and\ (?:\w+\ )?(?:inquiry|enquiry|thinking
        |theory) )\b""",
    re.VERBOSE,
)
_HOUSEHOLD = re.compile(
    r"""^['’]s\ (?:\w+\ )?(?:boiler|heating|ceiling|damp|kitchen|bathroom|rent|tenancy|flat|benefits|mum|mam|dad|nan
      |gran|son
      |daughter|baby|kids|children|landlord|carer|house|garden|school|teacher|mother|father|sister|brother|wife|husband
      |social\ worker|money|arrears|bed|dog|front\ door|windows?|roof|health|leg|hip|eyesight|memory|pension|funeral)\b
      | ^(?:['’]s|\ (?:has|is|was|had))\ (?:\w+\ )?(?:been\ )?(?:off\ school|off\ sick\ since|out\ of\ school|in\ care
        |on\ remand|in\ hospital
      |not\ eaten|homeless|sofa|evicted|on\ the\ (?:streets|list|waiting)|in\ (?:a\ hostel|temporary|prison|arrears
        |tears))
      | ^\ lost\ (?:her|his|their|two|three|a|the)\b
      | ^\ (?:hasn['’]t|has\ not|hadn['’]t|can['’]t|cannot|couldn['’]t)\ (?:eaten|slept|left|read|afford|heat|walk|pay
        |get\ (?:up|down|out))\b""",
    re.VERBOSE,
)
_THINKS = re.compile(
    r"""^\ (?:on|argue[sd]?|call(?:s|ed)|writes?|writing|wrote|puts\ it|says\ that|teaches\ us|taught\ us)\b
    \ (?!the\ (?:landing|ground|first|second|top|corner|waiting|list))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Company:
    """What stands around one name."""

    run: Run
    lists: Lists

    @property
    def titled(self) -> bool:
        """Cllrs Stott and Prideaux: a public title before it, also before other names."""
        before = _NAMES_BEFORE.sub("", self.run.before).split()
        return bool(before) and re.sub(r"\W", "", before[-1].casefold()) in self.lists["public-titles"]

    @property
    def thing(self) -> bool:
        """A project called Dewi, the chatbot we named Ruby."""
        called = _CALLED.search(self.run.before)
        before = words_of(self.run.before[: called.start()])[-4:] if called else []
        return any(word.plain in self.lists["naming"] for word in before)

    # --- a resident

    @property
    def resident(self) -> bool:
        """Whether something right beside it says that it is a resident's."""
        return self._named_so or self._resident_before or self._resident_after

    @property
    def _named_so(self) -> bool:
        run = self.run
        if _CALLED.search(run.before):
            return not self.thing
        own = run.text[run.span[1] - 2 :] if run.words[run.end - 1].possessive else run.after
        return bool(_AGE.match(run.after) or _LIVES.match(run.after) or _HOUSEHOLD.match(own))

    @property
    def _resident_before(self) -> bool:
        """The tenant Albert; his nan, Beryl; little Marnie; one of our care leavers, Jordan."""
        before = self.run.plain_before(3)
        if not before:
            return False
        if before[0] in MARKS:
            return self._apposed(before[1:])
        if before[0] in {"is", "was", "yw", "oedd"}:
            return self._apposed(before[1:] + self.run.plain_before(7)[3:])
        return self._is_resident(before[0])

    @property
    def fond(self) -> bool:
        """Little Marnie, poor Colin; only of given names, for there is also a Big Lunch."""
        before = self.run.plain_before(2)
        return bool(before) and before[0] in self.lists["fond"] and before[1:] != ["the"]

    @property
    def called(self) -> bool:
        """Whether "called" stands before it, of nobody in particular."""
        told = bool(_CALLED.search(self.run.before))
        return told and not any(map(self._is_resident, self.run.plain_before(10)))

    def _apposed(self, near: Sequence[str]) -> bool:
        """Student at the sixth form, Ayaan, told us; not: the resident asked my manager, Jo."""
        if self.run.plain_after(1)[:1] in ([","], [")"], ["–"]):
            near = self.run.plain_before(9)[1:]
        for plain in near:
            if plain in self.lists["roles"] or plain in MARKS:
                return False
            if self._is_resident(plain):
                return True
        return False

    @property
    def _resident_after(self) -> bool:
        """Sandra, the lady with MS."""
        apposed = _APPOSED.match(self.run.after)
        said = apposed[1].casefold().split() if apposed else []
        return any(map(self._is_resident, said)) and not any(word in self.lists["roles"] for word in said)

    def _is_resident(self, plain: str) -> bool:
        return plain in self.lists["residents"] or plain.removesuffix("s") in self.lists["residents"]

    @property
    def detail(self) -> bool:
        """Whether something is said near it that is said of residents and seldom of colleagues."""
        run = self.run
        following = run.plain_next(NEAR_AFTER)
        theirs = following if following[:1] and following[0] in self.lists["pronouns"] else []
        begin, stop = run.sentence
        until = run.words[min(stop + len(theirs), len(run.words)) - 1].end
        if _SHE_IS.search(run.text[run.words[begin].start : until]):
            return True
        near = {*run.plain_before(NEAR_BEFORE), *run.plain_after(NEAR_AFTER), *theirs}
        return bool(near & (self.lists["details"] | self.lists["residents"]) - self.lists["said-of-anybody"])

    @property
    def acts(self) -> bool:
        """Whether what follows is said of somebody rather than of what the word means: *Norman has*, *Grace's mum*."""
        return _ACTS.match(self.run.after) is not None

    # --- a colleague

    @property
    def colleague(self) -> bool:
        """Whether somebody at work is meant."""
        return self.in_a_role or self._with_the_author or (self._at_work and not self.detail)

    @property
    def in_a_role(self) -> bool:
        """Whether a role or a team stands beside it."""
        return self._role_before or self._role_after

    @property
    def _role_before(self) -> bool:
        """Our chief executive Dana; the new director of adults, Simon; colleagues Rhian and Gwilym."""
        if _OUR_OFFICE.search(self.run.before) or _THANKED.search(_NAMES_BEFORE.sub("", self.run.before)):
            return True
        before = re.sub(r" (?:is|was|yw|oedd) $", " ", _NAMES_BEFORE.sub("", self.run.before))
        near = words_of(before)[-8:]
        for word in reversed(near):
            if word.plain.rsplit("-", maxsplit=1)[-1] in self.lists["roles"]:
                return True
            other = word.plain in self.lists["residents"] or word.plain in self.lists["between"]
            if other or word.text in {".", "!", "?", ";"} or word.plain.endswith("ed"):
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
        if first in self.lists["work-of-anybody"] or first in {"from", "in", "at", "of", "o", "yn"}:
            return self._of_office(rest[:4])
        if first in self.lists["work"]:
            return True
        if apart and first not in {"who", "sy", "sydd"} and self._of_office([first, *rest[:5]]):
            return True
        return first in {"is", "was", "yw", "oedd"} and bool(set(rest[:5]) & self.lists["roles"])

    def _of_office(self, near: Sequence[str]) -> bool:
        """Whether these words name a role or a team, and no resident, before another clause begins."""
        ends = (
            at
            for at, plain in enumerate(near)
            if plain in MARKS | {")"} | self.lists["between"] - {"with", "to", "about"}
        )
        near = near[: next(ends, len(near))]
        office = set(near) & (self.lists["roles"] | self.lists["teams"])
        return bool(office) and not set(near) & self.lists["residents"]

    @property
    def _with_the_author(self) -> bool:
        """Sarah and I."""
        return bool(_WITH_ME.match(self.run.after) or _ME_WITH.search(self.run.before))

    @property
    def _at_work(self) -> bool:
        """Whether the sentence speaks of work."""
        begin, stop = self.run.sentence
        return any(word.plain in self.lists["work-talk"] for word in self.run.words[begin:stop])

    # --- an author

    @property
    def author(self) -> bool:
        """Hilary Cottam's book; John Seddon on failure demand; what was read or heard."""
        run = self.run
        theirs = run.words[run.end - 1].possessive and set(run.plain_after(4)) & self.lists["writings"]
        said = (len(run.plain) > 1 and _THINKS.match(run.after)) or _SAYS.match(run.after) or _QUOTED.search(run.before)
        return bool(theirs or said or set(run.plain_before(5)) & self.lists["reading"])

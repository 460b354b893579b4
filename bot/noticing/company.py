"""The company a name keeps: what right beside it, or in its sentence, says whose it is.

"The lady", "his nan" or "a lad called" make a name a resident's. What makes it a colleague's is in `work.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.noticing.numbers import Lists
from bot.noticing.sentence import Run, words_of

NEAR_BEFORE, NEAR_AFTER = 9, 14  # words in which a detail is said of somebody
MARKS = frozenset({",", "(", "–", "-"})

NAMES_BEFORE = re.compile(r"(?:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?(?:, | and | & | a | ac ))+$")
_CALLED = re.compile(
    r"""\b(?: called | named | nicknamed | known\ as | aka | goes\ by | answers\ to | calls?\ (?:him|her)
      | (?:they|we|everyone|everybody|people|locals|staff)(?:\ all)?\ calls? | name(?:
      ['’]s|\ is|\ was) | o['’]r\ enw | enw\ (?:yw|oedd) )
    \ (?:only\ |just\ )? ["“‘']? $""",
    re.VERBOSE | re.IGNORECASE,
)
_HIM = re.compile(r"\b(?:him|her|he|she) ?(?:\w+ ){0,2}[\"“‘']?$")
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
_RETIRED = re.compile(
    r"^,? (?:\()?(?:now |long |since |recently )?retired\b"
    r"|^,? (?:from|at|in) (?:number \w+|next door|upstairs|downstairs|(?:across|over) the road)\b"
)
_BUSINESS = frozenset({"business", "delivery", "strategic", "commercial", "people"})  # partner
_APPOSED = re.compile(
    r"""^(?:,|\ \(|\ –|\ -)\ ?(?:the|a|an|her|his|my|their|our|y|yr|ei|sy['’]n|who(?:['’]s|\ is|\ was)(?:\ the|\ an?)?)
    \ ?((?:[\w'’-]+\ ){0,2}[\w'’-]+)""",
    re.VERBOSE,
)
_ACTS = re.compile(
    r"^ (?:has|hasn['’]t|had|hadn['’]t|is|was|said|told|asked|lost|who|can['’]t|won['’]t|lives|lived"
    r"|rang|wants|wanted|needs|needed|showed|cried|came|went|got|gets|knows|knew|doesn['’]t|didn['’]t|moved"
    r"|and (?:his|her))\b"
    r"|^ sy['’]n\b"
)
_HOUSEHOLD = re.compile(
    r"""^['’]s\ (?:\w+\ )?(?:boiler|heating|ceiling|damp|kitchen|bathroom|rent|tenancy|flat|benefits|mum|mam|dad|nan
      |gran|son
      |daughter|baby|kids|children|landlord|carer|house|garden|school|teacher|mother|father|sister|brother|wife|husband
      |social\ worker|money|arrears|bed|dog|front\ door|windows?|roof|health|leg|hip|eyesight|memory|pension|funeral
      |widow|widower|partner|niece|nephew|aunt|uncle|cousin|lad|girl|neighbours?|hedge|cat|appeal|claim|application|letters?
      |file|case|bin|bins|fence|stairs|adaptations|wheelchair|hearing|appointment|carers|meds|review|placement|keys)\b
      | ^(?:['’]s|\ (?:has|is|was|had))\ (?:\w+\ )?(?:been\ )?(?:off\ school|off\ sick\ since|out\ of\ school|in\ care
        |on\ remand|in\ hospital
      |not\ eaten|homeless|sofa|evicted|on\ the\ (?:streets|list|waiting)|in\ (?:a\ hostel|temporary|prison|arrears
        |tears))
      | ^\ lost\ (?:her|his|their|two|three|a|the)\b
      | ^\ (?:hasn['’]t|has\ not|hadn['’]t|can['’]t|cannot|couldn['’]t)\ (?:eaten|slept|left|read|afford|heat|walk|pay
        |get\ (?:up|down|out))\b""",
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
        ahead = (self.run.before.split(), NAMES_BEFORE.sub("", self.run.before).split())
        last = [re.sub(r"\W", "", words[-1]) for words in ahead if words and words[-1][0] not in "\"“‘'"]
        return any(word.casefold() in self.lists["public-titles"] and word not in {"sister", "father"} for word in last)

    @property
    def neighbour(self) -> bool:
        """Dr Venkataswamy, who has lived next to the depot for years: a title that is not all that is said."""
        title = self.run.plain[0] if self.run.plain[0] in self.lists["public-titles"] else self._title_before
        return title in self.lists["titles-of-anybody"] and self._resident_after_or_home

    @property
    def _title_before(self) -> str:
        before = self.run.plain_before(2)
        return next((word for word in before if word != "."), "")

    @property
    def _resident_after_or_home(self) -> bool:
        own = self.run.text[self.run.span[1] - 2 :] if self.run.words[self.run.end - 1].possessive else self.run.after
        return bool(
            _LIVES.match(self.run.after)
            or _RETIRED.match(self.run.after)
            or _HOUSEHOLD.match(own)
            or self._resident_after
        )

    @property
    def thing(self) -> bool:
        """A project called Dewi, the chatbot we named Ruby."""
        called = _CALLED.search(self.run.before)
        before = words_of(self.run.before[: called.start()])[-4:] if called else []
        return any(word.plain in self.lists["naming"] for word in before)

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
        return self._is_resident(before[0]) and not (before[0] == "partner" and before[1:2] and before[1] in _BUSINESS)

    @property
    def fond(self) -> bool:
        """Little Marnie, poor Colin; only of given names, for there is also a Big Lunch."""
        before = self.run.plain_before(2)
        return bool(before) and before[0] in self.lists["fond"] and before[1:] != ["the"]

    @property
    def called(self) -> bool:
        """Whether "called" stands before it, of nobody in particular."""
        told = bool(_CALLED.search(self.run.before))
        somebody = _HIM.search(self.run.before) or any(map(self._is_resident, self.run.plain_before(10)))
        return told and not somebody

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
    def surely_acts(self) -> bool:
        """*Grace told us*, while *Hope is* says nothing."""
        acts = _ACTS.match(self.run.after)
        return acts is not None and acts[0].strip() not in {"is", "was", "has", "had", "got", "gets", "who", "needs"}

    @property
    def acts(self) -> bool:
        """Whether what follows is said of somebody rather than of what the word means: *Norman has*, *Grace's mum*."""
        return _ACTS.match(self.run.after) is not None

"""A browser without a screen or scripts: opens the organisers' pages, presses their buttons, fills their forms in."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.world import Person


def link_of(person: Person) -> str:
    """The newest link to the pages on their screen."""
    entries = person.world.beside.slack.wire if person.platform == "slack" else person.world.beside.teams.wire
    return re.findall(r"http://127\.0\.0\.1:\d+/organise/enter/[\w?=-]+", str(list(entries)))[-1]


@dataclass
class Form:
    """A form: what it sends by itself, its fields by name, its buttons by label."""

    method: str
    action: str
    sends: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class Reading(HTMLParser):
    """The forms of a page, its labels, and all of its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.labels: dict[str, str] = {}
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._button: tuple[str, str] | None = None
        self._link = ""
        self._label, self._text = "", list[str]()
        self._area = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        form = self.forms[-1] if self.forms else None
        if tag == "form":
            self.forms.append(Form(given.get("method", "get"), given.get("action", "")))
        elif tag == "button":
            self._button, self._text = (given.get("name", ""), given.get("value", "")), []
        elif tag == "a":
            self._link, self._text = given.get("href", ""), []
        elif tag in {"label", "legend"}:
            self._label, self._text = given.get("for", ""), []
        elif tag == "textarea":
            self._area, self._text = given.get("name", ""), []
        elif tag == "select" and form:
            self._select = given["name"]
        elif tag == "option" and form and "selected" in given:
            form.sends[self._select] = [given["value"]]
        elif tag == "input" and form and given.get("name"):
            self._input(form, given)

    def _input(self, form: Form, given: dict[str, str]) -> None:
        if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
            form.sends.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        said = " ".join("".join(self._text).split())
        if tag == "button" and self._button and self.forms:
            self.forms[-1].buttons.append((said, *self._button))
            self._button = None
        elif tag == "a" and self._link:
            self.links.append((said, self._link))
            self._link = ""
        elif tag == "label" and self._label:
            self.labels[self._label] = said
        elif tag == "textarea" and self._area:
            self.forms[-1].sends[self._area] = ["".join(self._text)]
            self._area = ""

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        self.words.append(data)


class Visit:
    """Somebody's browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.http = httpx.Client(follow_redirects=True, timeout=30, limits=httpx.Limits(max_keepalive_connections=0))
        self.answer: Any = None

    @classmethod
    def of(cls, person: Person) -> "Visit":
        """An organiser's, with the pages open."""
        person.says("pages")
        visit = cls(person.world.beside.address)
        visit.enters(link_of(person))
        return visit

    def enters(self, link: str) -> None:
        """Open a link and press its button."""
        self.answer = self.http.get(link)
        self.answer = self.http.post(link)

    def opens(self, page: str) -> str:
        """Open a page; its words."""
        self.answer = self.http.get(f"{self.address}/organise/{page}")
        return self.sees()

    def sees(self) -> str:
        """All the words of the page."""
        return " ".join(" ".join(Reading(self.answer.text).words).split())

    def presses(self, label: str) -> str:
        """Press the first button, or follow the first link, whose label begins so."""
        for form in Reading(self.answer.text).forms:
            for said, name, value in form.buttons:
                if said.startswith(label):
                    return self._sends(form, {name: [value]} if name else {})
        for said, href in Reading(self.answer.text).links:
            if said.startswith(label):
                self.answer = self.http.get(str(self.answer.url.join(href)))
                return self.sees()
        raise LookupError(f"there is no button {label!r}")

    def fills(self, values: dict[str, str | list[str]]) -> str:
        """Fill the page's form in, fields by name, and send it off."""
        reading = Reading(self.answer.text)
        form = next(form for form in reading.forms if "fills" in form.sends)
        return self._sends(form, {f"f-{key}": [one] if isinstance(one, str) else one for key, one in values.items()})

    def _sends(self, form: Form, more: dict[str, list[str]]) -> str:
        where = str(self.answer.url.join(form.action)) if form.action else str(self.answer.url)
        self.answer = self.http.post(where, data={**form.sends, **more})
        return self.sees()

"""The plain words of a message that Teams hands over as HTML."""

from html.parser import HTMLParser

_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3"})
_SILENT = frozenset({"blockquote", "style", "script"})
"""A quotation is somebody else's."""


class _Words(HTMLParser):
    """Gathers what is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        if tag in _BREAKS:
            self.read.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.read.append(data)


def plain(html: str) -> str:
    """The words: no tags, no quotations, a new line where a paragraph begins."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.read).split("\n"))
    return "\n".join(line for line in lines if line)

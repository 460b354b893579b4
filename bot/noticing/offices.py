"""What is an office's and nobody's own: the telephone on a desk, the mailbox of a team or of an official."""

import re
from collections.abc import Mapping

ANYBODY = frozenset({"caller", "customer", "user", "client"})
NEAR_BEFORE, NEAR_AFTER = 70, 50  # characters

_OFFICIAL = re.compile(
    r"@ ?[\w.-]*\b"
    r"(?:gov\.(?:uk|scot|wales|im|je|gg)|nhs\.(?:uk|net|scot|wales)|(?:police|ac|parliament)\.uk|llyw\.cymru)$",
    re.IGNORECASE,
)
_LANDLINE = re.compile(r"\(?(?:\+44|0044)?[ (]*0?\)?[123]")
_SHARED = re.compile(
    r"\b(?:inbox|mailbox|shared (?:email|address)|new (?:email|address)|team (?:email|address)|generic)\b[^.!?]*$"
    r"|\b(?:bookings?|queries|enquiries|reports?|requests?|questions|comments|nominations|items|entries|referrals|orders"
    r"|invoices|photos|ideas|suggestions|rsvps?|applications|complaints) to $",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.!?\n]\s")


def is_of_an_office(text: str, start: int, end: int, lists: Mapping[str, frozenset[str]]) -> bool:
    """Whether a telephone is said to be a desk's, a helpline's or a switchboard's, and no resident stands beside it."""
    if not _LANDLINE.match(text, start):
        return False
    before = _SENTENCE_ENDS.split(text[max(0, start - NEAR_BEFORE) : start])[-1]
    after = _SENTENCE_ENDS.split(text[end : end + NEAR_AFTER])[0]
    words = set(re.findall(r"[\w'’-]+", f"{before} {after}".casefold()))
    theirs = (lists["residents"] - ANYBODY) | {"he", "she", "her", "him", "his"}
    return bool(words & lists["office-lines"]) and not words & theirs


def is_an_office_s(mailbox: str, whole: str, before: str, lists: Mapping[str, frozenset[str]]) -> bool:
    """Whether whoever is in the office reads what is written to this address, or it is an official's."""
    parts = re.split(r"[._+-]", mailbox.casefold())
    if _OFFICIAL.search(whole) or all(part in lists["role-mailboxes"] for part in parts):
        return True
    return _SHARED.search(before[-NEAR_BEFORE:]) is not None and mailbox.isalpha()

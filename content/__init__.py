"""The framework, councils, challenges, prompts and wording as data files, and what reads and chooses from them."""

from content.choosing import Choice, Why, choose_next
from content.faults import ContentError, Fault
from content.finding import Found, find_council, nearest
from content.loader import load
from content.model import (
    Challenge,
    Content,
    Council,
    English,
    Part,
    Playlist,
    Prompt,
    PromptText,
    Review,
    Story,
)
from content.own_prompts import check_own_prompt
from content.suggesting import principle_of, suggest
from content.wording import Wording

__all__ = [
    "Challenge",
    "Choice",
    "Content",
    "ContentError",
    "Council",
    "English",
    "Fault",
    "Found",
    "Part",
    "Playlist",
    "Prompt",
    "PromptText",
    "Review",
    "Story",
    "Why",
    "Wording",
    "check_own_prompt",
    "choose_next",
    "find_council",
    "load",
    "nearest",
    "principle_of",
    "suggest",
]

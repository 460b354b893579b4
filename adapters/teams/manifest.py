"""The app as Teams installs it: one zip with its manifest, what it says in Welsh, and its icons.

It asks for no permission: no Graph, no reading along in channels or chats, no messages to people who did not add it.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.commands import COMMANDS, Command
from bot.errors import SetupError

from . import icons

Json = dict[str, Any]
Say = Callable[[str, str], str]
"""A sentence by its key, in a language."""

VERSION = "1.25"
"""The first manifest that lets an app into shared channels."""
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
LOCAL_SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.Localization.schema.json"
LANGUAGE, OTHERS = "en", ("cy",)

ALONE = ("home", "reflect", "search", "mine", "challenges", "me", "pause", "help", "privacy", "leave")
TOGETHER = ("reflect", "search", "help", "here")
"""What Teams offers to type, by oneself and in a channel or chat. At most ten."""

SAVE = "save_as_reflection"
"""The command of a message's menu: it says these words, see `incoming._acted`."""


def package(say: Say, *, app_id: str, base_url: str, publisher: str, version: str) -> bytes:
    """The zip to upload. `base_url` is where the bot is reached, for its pages about itself."""
    if not base_url.startswith("https://"):
        raise SetupError("BASE_URL must be the https:// address at which people and Microsoft reach the bot.")
    files = {
        "manifest.json": _json(manifest(say, app_id=app_id, base_url=base_url, publisher=publisher, version=version)),
        **{f"{language}.json": _json(translation(say, language)) for language in OTHERS},
        "color.png": icons.colour(),
        "outline.png": icons.outline(),
    }
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return zipped.getvalue()


def manifest(say: Say, *, app_id: str, base_url: str, publisher: str, version: str) -> Json:
    """What Teams is told of the app."""
    base = base_url.rstrip("/")
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": version,
        "id": app_id,
        "developer": {
            "name": publisher,
            "websiteUrl": f"{base}/about",
            "privacyUrl": f"{base}/about/privacy",
            "termsOfUseUrl": f"{base}/about/terms",
        },
        "localizationInfo": {
            "defaultLanguageTag": LANGUAGE,
            "additionalLanguages": [{"languageTag": one, "file": f"{one}.json"} for one in OTHERS],
        },
        "name": {part: say(f"teams-app.{part}", LANGUAGE) for part in ("short", "full")},
        "description": {part: say(f"teams-app.about-{part}", LANGUAGE) for part in ("short", "full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": icons.ACCENT,
        "bots": [
            {
                "botId": app_id,
                "scopes": ["personal", "team", "groupChat"],
                "commandLists": [
                    {"scopes": ["personal"], "commands": _commands(say, ALONE, LANGUAGE)},
                    {"scopes": ["team", "groupChat"], "commands": _commands(say, TOGETHER, LANGUAGE)},
                ],
            }
        ],
        "composeExtensions": [{"botId": app_id, "commands": _extension(say, LANGUAGE)}],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "supportsChannelFeatures": "tier1",
        "validDomains": [],
    }


def translation(say: Say, language: str) -> Json:
    """The same sentences in another language, by where they stand in the manifest."""
    found: Json = {
        "$schema": LOCAL_SCHEMA,
        "name.short": say("teams-app.short", language),
        "name.full": say("teams-app.full", language),
        "description.short": say("teams-app.about-short", language),
        "description.full": say("teams-app.about-full", language),
    }
    lists = {f"bots[0].commandLists[{n}]": _commands(say, names, language) for n, names in enumerate((ALONE, TOGETHER))}
    for where, commands in {**lists, "composeExtensions[0]": _extension(say, language)}.items():
        for number, command in enumerate(commands):
            found |= dict(_sentences(f"{where}.commands[{number}]", command))
    return found


def _sentences(where: str, part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((f"{where}.{key}", part[key]) for key in ("title", "description"))
    for number, parameter in enumerate(part.get("parameters", ())):
        yield from _sentences(f"{where}.parameters[{number}]", parameter)


def _commands(say: Say, names: tuple[str, ...], language: str) -> list[Json]:
    by_name: dict[str, Command] = {command.name: command for command in COMMANDS}
    return [
        {"title": by_name[name].said_in(language), "description": say(f"help.commands.{name}", language)}
        for name in names
    ]


def _extension(say: Say, language: str) -> list[Json]:
    """The search box beside a message, and the command in a message's menu."""
    return [
        {
            "id": "search",
            "type": "query",
            "context": ["compose", "commandBox"],
            "title": say("teams-app.search", language),
            "description": say("teams-app.search-what", language),
            "initialRun": True,
            "parameters": [
                {
                    "name": "words",
                    "title": say("search.words", language),
                    "description": say("teams-app.search-words", language),
                }
            ],
        },
        {
            "id": SAVE,
            "type": "action",
            "context": ["message"],
            "title": say("teams-app.save", language),
            "description": say("teams-app.save-what", language),
            "fetchTask": True,
        },
    ]


def _json(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()

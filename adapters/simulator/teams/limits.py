"""What Microsoft Teams takes and how often: the stand-in's own table of the vendor's limits and error words."""

ACTIVITY_UTF16_BYTES = 100 * 1024
"""Teams: a message is at most about 100 KB, counted as UTF-16."""

CARD_BYTES = 28 * 1024
"""Teams: a card is at most 28 KB of JSON (stated for message extensions and webhooks; kept for all cards here)."""

CARD_ACTIONS = 6
"""Adaptive Cards in Teams: at most six primary actions; in an ActionSet too."""

CARD_VERSION = (1, 5)
"""Adaptive Cards in Teams: the newest version that bots may send."""

CAROUSEL = 10
"""Teams: at most ten cards in one message."""

MESSAGE_SECONDS = 15.0
"""Bot Framework: how long a bot has to answer an activity before it counts as failed."""

PAGE_OF_MEMBERS = (50, 500)
"""Teams: `pageSize` of a roster, least and most."""

TOKEN_SECONDS = 3599
"""Entra: how long a token for the connector lasts."""

THROTTLES: dict[str, tuple[tuple[float, int], ...]] = {
    "send": ((1, 7), (2, 8), (30, 60), (3600, 1800)),
    "create": ((1, 7), (2, 8), (30, 60), (3600, 1800)),
    "members": ((1, 14), (2, 16), (30, 120), (3600, 3600)),
    "list": ((1, 14), (2, 16), (30, 120), (3600, 3600)),
}
"""Teams, per bot and conversation: (seconds, how many operations in them)."""

TENANT_PER_SECOND = 50
"""Teams, per app and tenant: requests a second. Microsoft names 30 to 50; below 50 nothing is refused here."""

MESSAGE_TYPES = frozenset({"message", "typing"})
"""What a bot may send. Everything else is for Teams to send."""

TEXT_FORMATS = frozenset({"plain", "markdown", "xml"})

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
CARD_TYPES = frozenset(
    {
        ADAPTIVE,
        "application/vnd.microsoft.card.hero",
        "application/vnd.microsoft.card.thumbnail",
        "application/vnd.microsoft.card.receipt",
        "application/vnd.microsoft.card.signin",
        "application/vnd.microsoft.card.oauth",
        "application/vnd.microsoft.card.audio",
        "application/vnd.microsoft.card.animation",
        "application/vnd.microsoft.card.video",
        "application/vnd.microsoft.teams.card.list",
        "application/vnd.microsoft.teams.card.o365connector",
        "application/vnd.microsoft.teams.card.file.consent",
        "application/vnd.microsoft.teams.card.file.info",
    }
)
"""Attachments that Teams knows besides images."""

# Of each element of an Adaptive Card: what it cannot be without, and of which JSON type that is.
ELEMENTS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "TextBlock": {"text": str},
    "RichTextBlock": {"inlines": list},
    "Image": {"url": str},
    "ImageSet": {"images": list},
    "Media": {"sources": list},
    "Container": {"items": list},
    "ColumnSet": {"columns": list},
    "FactSet": {"facts": list},
    "ActionSet": {"actions": list},
    "Table": {"columns": list, "rows": list},
    "Input.Text": {"id": str},
    "Input.Number": {"id": str},
    "Input.Date": {"id": str},
    "Input.Time": {"id": str},
    "Input.Toggle": {"id": str, "title": str},
    "Input.ChoiceSet": {"id": str},
}

ACTIONS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "Action.Execute": {"verb": str},
    "Action.Submit": {},
    "Action.OpenUrl": {"url": str},
    "Action.ShowCard": {"card": dict},
    "Action.ToggleVisibility": {"targetElements": list},
}

REFRESHED_PEOPLE = 60
"""In conversations of so many people a card is refreshed for everybody; in larger ones for those it names."""

SUBMIT_TYPES = frozenset({"messageBack", "imBack", "invoke", "signin", "task/fetch"})
"""What `data.msteams.type` of an Action.Submit may be."""

CHOICES: dict[str, frozenset[str]] = {
    "size": frozenset(
        {"default", "small", "medium", "large", "extralarge", "auto", "stretch"},
    ),
    "weight": frozenset({"default", "lighter", "bolder"}),
    "color": frozenset({"default", "dark", "light", "accent", "good", "warning", "attention"}),
    "spacing": frozenset({"default", "none", "small", "medium", "large", "extralarge", "padding"}),
    "horizontalAlignment": frozenset({"left", "center", "right"}),
}
"""Properties of elements that take one of a few words, in any case."""

STYLES: dict[str, frozenset[str]] = {
    "TextBlock": frozenset({"default", "heading", "columnheader"}),
    "Container": frozenset({"default", "emphasis", "good", "attention", "warning", "accent"}),
    "Column": frozenset({"default", "emphasis", "good", "attention", "warning", "accent"}),
    "ColumnSet": frozenset({"default", "emphasis", "good", "attention", "warning", "accent"}),
    "Input.ChoiceSet": frozenset({"compact", "expanded", "filtered"}),
    "Input.Text": frozenset({"text", "tel", "url", "email", "password"}),
    "Image": frozenset({"default", "person"}),
    "action": frozenset({"default", "positive", "destructive"}),
}

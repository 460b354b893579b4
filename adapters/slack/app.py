"""One Slack app, put together: for one workspace by its bot token, or for many that install it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.routing import Route

from adapters.slack.installing import Installing
from adapters.slack.oauth import OAuth
from adapters.slack.platform import SlackPlatform
from adapters.slack.tokens import Tokens
from adapters.slack.vault import Vault
from bot.chat import Changed
from bot.doors import FrontDoor
from bot.errors import Failing, nobody_told
from bot.threads import Threads
from storage.installations import Installations


@dataclass(frozen=True)
class SlackApp:
    """The platform, and how workspaces come in; `arriving` is None where there is but one."""

    platform: SlackPlatform
    arriving: tuple[OAuth, Vault, Tokens] | None = None

    def pages(self, front: FrontDoor, base_url: str) -> list[Route]:
        """Where the app is installed; nowhere, where there is but one workspace."""
        return Installing(*self.arriving, front, base_url).routes() if self.arriving else []


def for_one(token: str, *, api_url: str, now: Callable[[], datetime], failing: Failing = nobody_told) -> SlackApp:
    """One workspace, whose token stands in the settings."""

    async def token_of(_tenant: str) -> str | None:
        return token

    return SlackApp(SlackPlatform(token_of=token_of, api_url=api_url, now=now, failing=failing))


def for_many(
    client_id: str,
    client_secret: str,
    keys: tuple[str, ...],
    *,
    kept: Installations,
    threads: Threads,
    changed: Changed,
    api_url: str,
    now: Callable[[], datetime],
    failing: Failing = nobody_told,
) -> SlackApp:
    """Any number of workspaces, whose tokens are kept sealed. Raises SetupError where no key opens one of them."""
    oauth, vault = OAuth(client_id, client_secret, api_url, now), Vault(keys)
    tokens = Tokens(kept, threads, vault, oauth, changed, now)
    tokens.reseal()
    platform = SlackPlatform(
        token_of=tokens.token_of, api_url=api_url, now=now, refused=tokens.refused, failing=failing
    )
    return SlackApp(platform, (oauth, vault, tokens))

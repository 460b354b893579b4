"""Slack and Teams: whether they take our tokens, and whether they let us do what we need."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from adapters.doctor.finding import Finding, good, note, problem
from adapters.doctor.machine import ahead
from adapters.settings import Settings
from adapters.slack.checkup import Checked, Checkup, Token, sealed
from adapters.teams.platform import TeamsPlatform
from storage.database import Database
from storage.installations import Installations

UNREACHED = frozenset({"unreachable", "connection_lost"})
AT_ONCE = 4  # workspaces asked at a time
AGAIN = "Install the app there again: in several workspaces by the link of `invite`."


async def slack(
    settings: Settings, database: Database | None, now: datetime, apart: dict[str, timedelta]
) -> AsyncIterator[Finding]:
    """What Slack says, workspace by workspace. What its clock says goes into `apart`."""
    checkup = Checkup(settings.slack_api_url)
    try:
        if settings.slack_client_id:
            code = await checkup.app(settings.slack_client_id, settings.slack_client_secret.get_secret_value())
            yield _app(code)
        if app_token := settings.slack_app_token.get_secret_value():
            yield _socket(await checkup.socket(app_token))
        tokens = _tokens(settings, database)
        if not tokens:
            yield note("slack", "No workspace has installed the app yet.", "`upstream invite COUNCIL` gives a link.")
        if len(settings.keys) > 1:
            yield _keys(tokens)
        busy = asyncio.Semaphore(AT_ONCE)

        async def ask(token: Token) -> Finding:
            async with busy:
                checked = await checkup.token(token) if token.token and not _ended(token, now) else None
            if checked and (theirs := ahead(checked.date, datetime.now(now.tzinfo))) is not None:
                apart["Slack"] = theirs
            return _workspace(token, checked, now)

        for finding in await asyncio.gather(*map(ask, tokens)):
            yield finding
    finally:
        await checkup.close()


def _tokens(settings: Settings, database: Database | None) -> list[Token]:
    if settings.slack_client_id:
        return list(sealed(Installations(database, "slack"), settings.keys)) if database else []
    return [Token("", settings.slack_bot_token.get_secret_value())]


def _ended(token: Token, now: datetime) -> bool:
    return token.ends is not None and token.ends <= now


def _app(code: str) -> Finding:
    if code in UNREACHED:
        return problem("slack app", f"Slack cannot be asked: {code}.", "Let this machine reach slack.com.")
    if code:
        return problem(
            "slack app", f"Slack does not take the app: {code}.", "Look at SLACK_CLIENT_ID and SLACK_CLIENT_SECRET."
        )
    return good("slack app", "Slack takes its client id and secret.")


def _socket(code: str) -> Finding:
    if code:
        return problem(
            "slack socket",
            f"Slack does not take SLACK_APP_TOKEN: {code}.",
            "Make one with the scope connections:write.",
        )
    return good("slack socket", "Slack takes the app-level token.")


def _keys(tokens: list[Token]) -> Finding:
    older = sum(not token.newest for token in tokens)
    if older:
        return note(
            "keys", f"An older key still seals {older} tokens.", "Start the bot: it seals them with the newest."
        )
    return good("keys", "The newest of SECRET_KEYS seals every token: the older ones can go.")


def _workspace(token: Token, checked: Checked | None, now: datetime) -> Finding:
    about = f"slack {checked.tenant if checked else token.tenant}".strip()
    if token.token is None:
        return problem(
            about, "No key opens its token.", "Put the key it was sealed with behind the new one in SECRET_KEYS."
        )
    if checked is None:
        assert token.ends
        hours = (now - token.ends).total_seconds() / 3600
        return problem(
            about,
            f"Its token ended {hours:.0f} hours ago and was not renewed.",
            f"The bot renews it while it runs. {AGAIN}",
        )
    if checked.code:
        if checked.code in UNREACHED:
            return problem(about, f"Slack cannot be asked: {checked.code}.", "Let this machine reach slack.com.")
        return problem(about, f"Slack does not take its token: {checked.code}.", AGAIN)
    return _granted(about, checked)


def _granted(about: str, checked: Checked) -> Finding:
    if checked.lacks:
        return problem(
            about, f"It did not grant {', '.join(checked.lacks)}.", f"`upstream manifest slack` has all. {AGAIN}"
        )
    if not checked.told:
        return note(about, "Slack takes its token, but did not say what was granted.")
    if checked.may_lack:
        return note(about, f"All that is needed was granted, but not {', '.join(checked.may_lack)}, which is optional.")
    return good(about, "Slack takes its token, and granted all of the manifest.")


async def teams(settings: Settings) -> list[Finding]:
    """Whether Microsoft gives us a token, and whether its signing keys can be had."""
    platform = TeamsPlatform(**settings.teams_app)
    try:
        token, keys = await platform.checked()
    finally:
        await platform.close()
    return [
        problem(
            "teams token",
            f"Microsoft gives us none: {token}.",
            "Look at MICROSOFT_APP_ID, MICROSOFT_APP_TENANT_ID and the password, which ends after two years at most.",
        )
        if token
        else good("teams token", "Microsoft gives us one."),
        problem(
            "teams keys", "Microsoft’s signing keys cannot be had.", "Let this machine reach login.botframework.com."
        )
        if not keys
        else good("teams keys", "Microsoft’s signing keys can be had."),
    ]

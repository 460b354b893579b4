"""What `upstream doctor` finds in many workspaces: each token by itself, what was granted, which key seals it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.doctor.examining import examine
from adapters.doctor.finding import Finding
from adapters.slack.scopes import SCOPES
from storage.tables import Installation
from tests.servers import RESPONSIBLE
from tests.slack.many import ALL, KEY, NEXT_KEY, Many, many

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(anyio_backend: str, tmp_path: Path) -> AsyncIterator[Many]:
    async with many(tmp_path) as world:
        world.now = datetime.now(UTC)
        yield world


async def found(world: Many, **more: object) -> dict[str, Finding]:
    whole = {name.lower(): value for name, value in RESPONSIBLE.items()}
    findings = await examine(world.settings.model_copy(update={**whole, **more}))
    said = repr(findings)
    tokens = [row.bot_token for row in world.cloud.world.teams.values() if row.bot_token]
    assert not [secret for secret in (*tokens, KEY, NEXT_KEY, world.cloud.client_secret) if secret in said]
    return {one.about: one for one in findings}


async def test_each_workspace_is_asked_by_itself(world: Many) -> None:
    assert "No workspace" in (await found(world))["slack"].says
    for name, scopes in {"T1": ALL, "T2": SCOPES, "T3": SCOPES[1:]}.items():
        workspace = world.cloud.workspace(name, name, installed=False)
        await world.installs(workspace, workspace.person("Olga Organiser"), world.invited("network"), *scopes)
    findings = await found(world)
    assert findings["slack app"].state == findings["slack T1"].state == "good"
    assert (findings["slack T2"].state, "users:read.email" in findings["slack T2"].says) == ("note", True)
    assert (findings["slack T3"].state, "chat:write" in findings["slack T3"].says) == ("problem", True)
    world.cloud.workspace("T1").row.revoked[world.cloud.workspace("T1").bot_token] = "token_revoked"
    assert "token_revoked" in (await found(world))["slack T1"].says
    wrong = await found(world, slack_client_secret=SecretStr("another"))
    assert "bad_client_secret" in wrong["slack app"].says


async def test_keys_and_the_end_of_tokens_are_looked_at(world: Many) -> None:
    workspace = world.cloud.workspace("T1", "Leeds", installed=False)
    workspace.row.rotates = True
    await world.installs(workspace, workspace.person("Olga Organiser"), world.invited("network"))
    both = await found(world, secret_keys=SecretStr(f"{NEXT_KEY},{KEY}"))
    assert "An older key still seals 1" in both["keys"].says
    assert "the older ones can go" in (await found(world, secret_keys=SecretStr(f"{KEY},{NEXT_KEY}")))["keys"].says
    other = await found(world, secret_keys=SecretStr(NEXT_KEY))
    assert (other["slack T1"].state, "No key opens" in other["slack T1"].says) == ("problem", True)
    short = await found(world, secret_keys=SecretStr("short"))
    assert (short["slack"].state, "SECRET_KEYS" in short["slack"].says) == ("problem", True)
    with world.parts.database.write() as session:
        row = session.get(Installation, ("slack", "T1"))
        assert row
        row.expires_at = datetime.now(UTC) - timedelta(hours=5)
        session.add(row)
    assert "ended 5 hours ago" in (await found(world))["slack T1"].says

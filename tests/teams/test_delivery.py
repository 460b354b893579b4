"""What the outbox asks of Teams, and what each refusal, delay and lost connection means."""

import importlib
import inspect
import pkgutil
from datetime import UTC, datetime, timedelta

import aiohttp
import httpx
import pytest

from adapters.simulator.teams import Fault
from adapters.simulator.teams.keys import SigningKey
from adapters.teams import errors, tokens
from adapters.teams.platform import TeamsPlatform
from adapters.teams.tokens import Fetched, Tokens
from bot.chat import Account, Address, Card, MessageRef, Where
from bot.errors import DeliveryFailed, Gone, Refused, RetryAt, SetupError, Uncertain

pytestmark = pytest.mark.anyio

CARD = Card("Good morning", plain="Good morning, all")


def _channel(world, **more) -> Address:
    route = {"service_url": world.tenant.service_url}
    return Address("teams", "tenant-leeds", Where.CHANNEL, conversation=world.channel.id, route=route, **more)


async def test_a_post_in_a_channel_is_a_thread_and_an_answer_stands_within_it(world):
    ana = world.person("Ana Example")
    ref = await world.platform.post(_channel(world), CARD, "k1")
    answer = await world.platform.post(_channel(world, thread=ref.message), Card("More"), "k2")
    posted, below = ana.screen(world.channel)[-2:]
    assert (posted["id"], posted["thread"]) == (ref.message, ref.message)
    assert (below["id"], below["thread"]) == (answer.message, ref.message)
    assert world.cloud.wire[-1]["body"]["summary"] == "More"
    assert (ref.conversation, dict(ref.route)) == (world.channel.id, {"service_url": world.tenant.service_url})


async def test_a_message_is_changed_and_taken_away_and_gone_is_done(world):
    ana = world.person("Ana Example")
    ref = await world.platform.post(_channel(world), CARD, "k")
    await world.platform.update(ref, Card("Good evening"))
    assert "Good evening" in ana.screen(world.channel)[-1]["text"]
    await world.platform.delete(ref)
    assert "Good evening" not in ana.sees(world.channel)
    nowhere = MessageRef("teams", "tenant-leeds", "19:nowhere@thread.tacv2", "1", ref.route)
    await world.platform.delete(nowhere)
    with pytest.raises(Gone):
        await world.platform.update(nowhere, CARD)


async def test_a_direct_chat_is_opened_from_what_was_kept_and_its_id_comes_back(world):
    una = world.tenant.person("Una New")
    await una.installs()
    kept = world.changes[-1].address
    cold = Address("teams", kept.tenant, Where.DIRECT, people=kept.people, route=kept.route)
    ref = await world.platform.post(cold, CARD, "k")
    assert ref.conversation == kept.conversation
    assert "Good morning" in una.sees("direct")


async def test_a_route_of_somebody_else_never_leads_to_them(world):
    una, ben = world.person("Una New"), world.person("Ben Example")
    await una.says("hello")
    kept = world.last.address
    other = Address(
        "teams", kept.tenant, Where.DIRECT, people=(Account("teams", kept.tenant, ben.id),), route=kept.route
    )
    await world.platform.post(other, Card("For Ben"), "k")
    assert "For Ben" in ben.sees("direct")
    assert "For Ben" not in una.sees("direct")


async def test_what_cannot_be_sent_is_refused_before_anything_is(world):
    here = {"service_url": world.tenant.service_url}
    with pytest.raises(Refused):
        await world.platform.post(Address("teams", "t", Where.GROUP, route=here), CARD, "k")
    with pytest.raises(Refused):
        await world.platform.post(Address("teams", "t", Where.DIRECT, route=here), CARD, "k")
    for url in ("", "https://evil.example/", "https://smba.trafficmanager.net/uk/"):
        with pytest.raises(Refused):
            await world.platform.post(
                Address("teams", "t", Where.CHANNEL, "19:x", route={"service_url": url}), CARD, "k"
            )
    with pytest.raises(Refused):
        await world.platform.update(MessageRef("teams", "t", "19:x", "", here), CARD)
    with pytest.raises(Refused):
        await world.platform.delete(MessageRef("teams", "t", "..", "1", here))
    assert world.calls() == []


async def test_teams_cannot_be_asked_whether_something_was_posted(world):
    with pytest.raises(Uncertain):
        await world.platform.was_posted(_channel(world), "k", datetime.now(UTC))


async def test_who_blocked_the_bot_or_has_not_the_app_is_gone(world):
    bea = world.person("Bea Blocks")
    await bea.says("hello")
    direct = world.last.address
    bea.blocks()
    with pytest.raises(Gone) as gone:
        await world.platform.post(direct, CARD, "k")
    assert gone.value.code == "ConversationBlockedByUser"
    zed = world.tenant.person("Zed Nowhere", id="zed")
    lone = Address("teams", "tenant-leeds", Where.DIRECT, people=(Account("teams", "t", zed.id),), route=direct.route)
    world.channel.team.members = [bea.id]
    with pytest.raises(Gone):
        await world.platform.post(lone, CARD, "k")
    world.channel.team.members = None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (401, RetryAt),
        (403, Gone),
        (404, Gone),
        (405, Refused),
        (412, RetryAt),
        (413, Refused),
        (429, RetryAt),
        (500, RetryAt),
        (502, RetryAt),
        (503, RetryAt),
        (504, RetryAt),
    ],
)
async def test_what_each_status_means_and_it_is_tried_once_only(world, status, kind):
    world.cloud.faults = lambda call, _: Fault(status=status) if call == "sendToConversation" else None
    with pytest.raises(kind) as failure:
        await world.platform.post(_channel(world), CARD, "k")
    assert type(failure.value) is kind
    assert [call for call, _ in world.calls() if call == "sendToConversation"] == ["sendToConversation"]
    world.cloud.faults = None
    await world.platform.post(_channel(world), CARD, "k")


async def test_a_throttle_says_when(world):
    world.cloud.faults = lambda call, _: Fault(status=429, retry_after=17)
    with pytest.raises(RetryAt) as later:
        await world.platform.post(_channel(world), CARD, "k")
    wait = later.value.at - datetime.now(UTC)
    assert timedelta(seconds=15) < wait <= timedelta(seconds=17)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("2.5", 2.5),
        ("-3", 0),
        ("nan", 0),
        ("1e12", 86_400),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header, seconds):
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    failure = errors.of_response(429, b"", header, now)
    assert isinstance(failure, RetryAt)
    assert failure.at == (None if seconds is None else now + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"<html>", b'{"error": 5}', b'{"error": {"code": "what Ana wrote, in full"}}']
)
def test_a_refusal_is_named_by_its_code_and_never_by_its_text(body):
    assert errors.of_response(400, body, "", datetime.now(UTC)).code == "400"


async def test_a_connection_lost_after_sending_is_uncertain_and_opening_a_chat_is_simply_tried_again(world):
    world.cloud.faults = lambda call, _: Fault(lost=True) if call == "sendToConversation" else None
    ana = world.person("Ana Example")
    with pytest.raises(Uncertain):
        await world.platform.post(_channel(world), Card("Arrived all the same"), "k")
    assert "Arrived all the same" in ana.sees(world.channel)
    world.cloud.faults = lambda call, _: Fault(lost=True) if call == "createConversation" else None
    address = Address(
        "teams",
        "tenant-leeds",
        Where.DIRECT,
        people=(Account("teams", "tenant-leeds", ana.id),),
        route={"service_url": world.tenant.service_url},
    )
    with pytest.raises(RetryAt):
        await world.platform.post(address, CARD, "k")


async def test_a_connector_that_does_not_answer_is_uncertain(world):
    world.cloud.faults = lambda call, _: Fault(delay=0.5) if call == "sendToConversation" else None
    world.platform._wire._seconds = 0.1
    try:
        with pytest.raises(Uncertain):
            await world.platform.post(_channel(world), CARD, "k")
    finally:
        world.platform._wire._seconds = 15.0


async def test_a_token_is_fetched_once_for_many_calls_and_again_when_it_was_not_taken(worlds):
    async with worlds() as world:
        for _ in range(3):
            await world.platform.post(_channel(world), CARD, "k")
        asked = [one for one in world.cloud.wire if one["path"].endswith("/oauth2/v2.0/token")]
        assert len(asked) == 1
        world.cloud.keys.entra = SigningKey("another")
        with pytest.raises(RetryAt):
            await world.platform.post(_channel(world), CARD, "k")
        await world.platform.post(_channel(world), CARD, "k")


async def test_no_token_is_try_again_later_whatever_the_reason(world, until):
    for password, tenant in (("wrong", "home-1"), ("secret-1", "nowhere")):
        platform = _platform(world, password, tenant)
        with pytest.raises(RetryAt) as failure:
            await platform.post(_channel(world), CARD, "k")
        assert failure.value.code in {"token invalid_client", "token invalid_request"}
        await platform.close()


async def test_a_token_that_cannot_be_renewed_serves_as_long_as_it_lasts():
    now, fetched = (
        [0.0],
        [Fetched("first", 3600.0), RetryAt("token down"), RetryAt("token down"), Fetched("second", 9e3)],
    )

    async def fetch() -> Fetched:
        one = fetched.pop(0)
        if isinstance(one, Exception):
            raise one
        return one

    kept = Tokens(fetch, clock=lambda: now[0])
    assert await kept.value() == "first"
    now[0] = 3400.0
    assert await kept.value() == "first"
    now[0] = 3601.0
    with pytest.raises(RetryAt):
        await kept.value()
    assert await kept.value() == "second"
    kept.drop("first")
    assert await kept.value() == "second"


async def test_a_managed_identity_is_asked_where_azure_says(monkeypatch):
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.responses import JSONResponse  # noqa: PLC0415
    from starlette.routing import Route  # noqa: PLC0415

    from adapters.simulator.wire import served  # noqa: PLC0415

    asked = []

    async def identity(request):
        asked.append((dict(request.query_params), request.headers.get("x-identity-header")))
        if len(asked) > 1:
            return JSONResponse({"statusCode": 400, "message": "no such identity"}, 400)
        return JSONResponse({"access_token": "from-azure", "expires_on": "4102444800", "resource": "r"})

    async with served(Starlette(routes=[Route("/msi", identity)])) as address:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{address}/msi")
        monkeypatch.setenv("IDENTITY_HEADER", "h-1")
        fetch = tokens.by_managed_identity("app-1")
        assert (await fetch()).token == "from-azure"
        with pytest.raises(RetryAt):
            await fetch()
    assert asked[0][0]["resource"] == "https://api.botframework.com"
    assert asked[0][0]["client_id"] == "app-1"
    assert asked[0][1] == "h-1"
    with pytest.raises(RetryAt):
        await fetch()


# --- nothing of a library's comes out -----------------------------------------------------------------------------

PACKAGES = ("aiohttp", "botbuilder.core", "botbuilder.schema", "botframework.connector", "httpx", "msal", "msrest")


def _exceptions() -> list[type[Exception]]:
    """Every exception class that these packages define or give out."""
    found: set[type[Exception]] = set()
    for name in PACKAGES:
        package = importlib.import_module(name)
        modules = [package]
        for one in pkgutil.walk_packages(package.__path__, f"{name}."):
            if any(part in one.name for part in ("exception", "error", "http", "client", "auth", "universal")):
                try:
                    modules.append(importlib.import_module(one.name))
                except Exception:  # noqa: BLE001 - parts that need what is not installed cannot raise either
                    continue
        for module in modules:
            found |= {
                one
                for _, one in inspect.getmembers(module, inspect.isclass)
                if issubclass(one, Exception)
                and one.__module__.partition(".")[0] in {n.partition(".")[0] for n in PACKAGES}
            }
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__qualname__}")


@pytest.mark.filterwarnings("ignore")
def test_no_exception_of_any_library_here_is_unmapped():
    found = _exceptions()
    assert len(found) > 60
    for one in found:
        error = one.__new__(one)
        assert isinstance(errors.of_exception(error), DeliveryFailed), one


def _all_of(base: type[Exception]) -> list[type[Exception]]:
    return [base, *(deeper for one in base.__subclasses__() for deeper in _all_of(one))]


class _Broken(aiohttp.BaseConnector):
    """Has this happen to every request."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    async def connect(self, *_: object, **__: object):
        raise self._error


@pytest.mark.parametrize("error", [*_all_of(aiohttp.ClientError), OSError, TimeoutError], ids=lambda e: e.__name__)
async def test_whatever_the_network_raises_comes_out_as_a_failed_delivery(error):
    token = {"access_token": "t", "expires_in": 3600}
    platform = TeamsPlatform(
        app_id="a",
        app_password="p",
        tenant_id="t",
        app_type="SingleTenant",
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json=token)),
        connect=lambda: aiohttp.ClientSession(connector=_Broken(error.__new__(error))),
    )
    address = Address("teams", "t", Where.CHANNEL, "19:x", route={"service_url": "https://smba.trafficmanager.net/uk/"})
    with pytest.raises(DeliveryFailed) as failure:
        await platform.post(address, CARD, "k")
    if issubclass(error, aiohttp.ClientConnectorError | aiohttp.ClientHttpProxyError | TimeoutError):
        assert isinstance(failure.value, RetryAt)  # out of time while connecting
    elif not issubclass(error, aiohttp.InvalidURL):
        assert isinstance(failure.value, Uncertain)
    await platform.close()


async def test_a_fault_of_ours_is_not_taken_for_the_networks():
    assert errors.of_exception(KeyError("x")) is None


# --- settings ----------------------------------------------------------------------------------------------------

GOOD = {"app_id": "a", "app_password": "p", "tenant_id": "t", "app_type": "SingleTenant"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"app_id": ""},
        {"app_password": ""},
        {"tenant_id": ""},
        {"app_type": "MultiTenant"},
        {"app_type": ""},
        {"login_url": "https://login.evil.example"},
        {"openid_url": "http://10.1.2.3/openid"},
        {"service_urls": ("http://127.0.0.1:9", "https://evil.example/")},
        {"anonymous": True},
        {"anonymous": True, "service_urls": ("https://smba.trafficmanager.net/",)},
    ],
    ids=str,
)
def test_half_a_setup_is_refused_with_the_setting_and_the_remedy(wrong):
    with pytest.raises(SetupError) as refused:
        TeamsPlatform(**{**GOOD, **wrong})
    assert any(word in str(refused.value) for word in ("MICROSOFT_APP_", "TEAMS_"))


async def test_a_managed_identity_needs_no_password():
    platform = TeamsPlatform(**{**GOOD, "app_password": "", "app_type": "UserAssignedMSI"})
    await platform.close()


def _platform(world, password: str, tenant: str) -> TeamsPlatform:
    return TeamsPlatform(
        app_id="app-1",
        app_password=password,
        tenant_id=tenant,
        app_type="SingleTenant",
        login_url=world.cloud.login_url,
        openid_url=world.cloud.openid_url,
        service_urls=(world.cloud.base_url,),
    )

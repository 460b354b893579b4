"""Nobody but Microsoft, about nothing but Teams, and towards no host but Microsoft's: everything else is 401."""

import base64
import json
import logging
import re
import time
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm

from adapters.simulator.teams import Fault
from adapters.teams import trust
from adapters.teams.hosts import ServiceUrls, is_loopback, is_microsofts
from adapters.teams.trust import Keys, KeysUnreachableError

pytestmark = pytest.mark.anyio

WORDS = "words that nobody else may read"


async def _activity(world):
    """What Teams would send next: nothing of it is wrong."""
    await world.person("Ana Example").says(WORDS)
    world.heard.clear()
    return {**world.cloud.sent, "id": "1700000000001"}


def _signed(world, activity, **wrong):
    return f"Bearer {world.cloud.sign(activity, **wrong)}"


def _headed(world, activity, header):
    """A token whose header was changed after it was signed."""
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    return f"Bearer {head}.{world.cloud.sign(activity).partition('.')[2]}"


NOW = int(time.time())
BAD_TOKENS = {
    "no header": lambda world, activity: "",
    "no scheme": lambda world, activity: world.cloud.sign(activity),
    "basic": lambda world, activity: "Basic YXBwLTE6c2VjcmV0LTE=",
    "another scheme": lambda world, activity: f"Negotiate {world.cloud.sign(activity)}",
    "garbage": lambda world, activity: "Bearer garbage",
    "three parts of garbage": lambda world, activity: "Bearer a.b.c",
    "not even ASCII": lambda world, activity: "Bearer \u00e9.\u00e9.\u00e9".encode().decode("latin-1"),
    "an enormous token": lambda world, activity: "Bearer " + "a" * 20_000,
    "a JSON list as its header": lambda world, activity: "Bearer W10.W10.W10",
    "expired": lambda world, activity: _signed(world, activity, exp=NOW - 3600, nbf=NOW - 7200),
    "not yet valid": lambda world, activity: _signed(world, activity, nbf=NOW + 3600),
    "no end": lambda world, activity: _signed(world, activity, exp=None),
    "an end that is no number": lambda world, activity: _signed(world, activity, exp="never"),
    "signed by somebody else": lambda world, activity: _signed(world, activity, forged=True),
    "a changed signature": lambda world, activity: _signed(world, activity)[:-6] + "AAAAAA",
    "an unknown key": lambda world, activity: _signed(world, activity, kid="nobody's"),
    "no key named": lambda world, activity: _signed(world, activity, kid=None),
    "a key that is no string": lambda world, activity: _headed(world, activity, {"alg": "RS256", "kid": 7}),
    "alg none": lambda world, activity: _signed(world, activity, alg="none"),
    "alg None": lambda world, activity: _signed(world, activity, alg="None"),
    "HS256 with the public key": lambda world, activity: _signed(world, activity, alg="HS256"),
    "RS512": lambda world, activity: _signed(world, activity, alg="RS512"),
    "a key that does not speak for Teams": lambda world, activity: _signed(world, activity, unendorsed=True),
    "another app's": lambda world, activity: _signed(world, activity, aud="app-2"),
    "several apps'": lambda world, activity: _signed(world, activity, aud=["app-2", "app-1"]),
    "nobody's": lambda world, activity: _signed(world, activity, aud=None),
    "another issuer's": lambda world, activity: _signed(world, activity, iss="https://sts.windows.net/home-1/"),
    "no issuer's": lambda world, activity: _signed(world, activity, iss=None),
    "without a service URL": lambda world, activity: _signed(world, activity, serviceurl=None),
    "for another service URL": lambda world, activity: _signed(world, activity, serviceurl="https://evil.example/"),
    "with a service URL that is no string": lambda world, activity: _signed(world, activity, serviceurl=["x"]),
    "critical in a way we do not know": lambda world, activity: _signed(
        world, activity, header={"crit": ["exp2"], "exp2": 1}
    ),
}

BAD_ACTIVITIES = {
    "another channel": {"channelId": "directline"},
    "the emulator": {"channelId": "emulator"},
    "no channel": {"channelId": None},
    "no conversation": {"conversation": None},
    "a conversation without id": {"conversation": {"conversationType": "personal"}},
    "a conversation with an empty id": {"conversation": {"id": ""}},
    "a conversation that is a list": {"conversation": ["19:x"]},
    "a conversation id that is no string": {"conversation": {"id": {"id": "x"}}},
    "no service URL": {"serviceUrl": None},
    "a service URL elsewhere": {"serviceUrl": "https://evil.example/teams/"},
    "a service URL that only begins like ours": {"serviceUrl": "http://127.0.0.1:1@evil.example/"},
    "plain http at Microsoft's": {"serviceUrl": "http://smba.trafficmanager.net/uk/"},
}


@pytest.mark.parametrize("kind", BAD_TOKENS)
async def test_a_bad_token_is_401_and_nothing_is_called(world, caplog, kind):
    activity = await _activity(world)
    header = BAD_TOKENS[kind](world, activity)
    caplog.set_level(logging.DEBUG, logger="adapters")
    asked = len(world.calls())
    answered = await _deliver(world, activity, header)
    assert answered == 401
    assert world.heard == []
    assert WORDS not in caplog.text
    assert "Ana Example" not in caplog.text
    assert [call for call, _ in world.calls()[asked:] if call not in {"openid", "keys"}] == []


@pytest.mark.parametrize("kind", BAD_ACTIVITIES)
async def test_a_signed_activity_that_is_not_of_teams_is_401_and_nothing_is_called(world, kind):
    activity = {**await _activity(world), **BAD_ACTIVITIES[kind]}
    claimed = activity["serviceUrl"] if isinstance(activity["serviceUrl"], str) else "x"
    assert await _deliver(world, activity, f"Bearer {world.cloud.sign({'serviceUrl': claimed})}") == 401
    assert world.heard == []


async def _deliver(world, activity, header: str) -> int:
    """As raw as it can be: a header of any bytes."""
    headers = [(b"content-type", b"application/json")]
    if header:
        headers.append((b"authorization", header.encode("latin-1")))
    async with httpx.AsyncClient(trust_env=False) as http:
        response = await http.post(world.cloud.bot_url, content=json.dumps(activity), headers=headers)
    return response.status_code


async def test_the_same_activity_rightly_signed_is_heard(world):
    activity = await _activity(world)
    assert (await world.cloud.deliver(activity)).status == 200
    assert world.last.text == WORDS


BODIES = [
    b"",
    b"{",
    b"[]",
    b'"text"',
    b"{}",
    b'{"type": 5}',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"type": "message"',
    b"NaN",
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
async def test_what_is_no_activity_is_400_when_it_is_signed_and_401_when_it_is_not(world, body):
    service_url = world.tenant.service_url
    async with httpx.AsyncClient(trust_env=False) as http:
        token = world.cloud.sign({"serviceUrl": service_url})
        signed = await http.post(world.cloud.bot_url, content=body, headers={"authorization": f"Bearer {token}"})
        unsigned = await http.post(world.cloud.bot_url, content=body)
    assert (signed.status_code, unsigned.status_code) == (400, 401)
    assert world.heard == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"entities": "x"},
        {"from": [1]},
        {"attachments": {"a": 1}},
        {"timestamp": "yesterday"},
        {"conversation": {"id": "19:x", "isGroup": {"a": 1}}},
    ],
)
async def test_a_signed_activity_of_the_wrong_shape_is_no_500(world, wrong):
    activity = {**await _activity(world), **wrong}
    assert (await world.cloud.deliver(activity)).status in {200, 400}


async def test_a_body_larger_than_teams_sends_is_413(world):
    activity = {**await _activity(world), "text": "x" * 600_000}
    assert (await world.cloud.deliver(activity)).status == 413
    assert world.heard == []


async def test_only_post_is_answered(world):
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(world.cloud.bot_url)).status_code == 405


async def test_a_new_key_is_believed_at_once_and_an_old_one_that_is_gone_is_not(worlds):
    async with worlds() as world:
        activity = await _activity(world)
        old = world.cloud.sign(activity)
        world.cloud.rotate_keys()
        assert (await world.cloud.deliver(activity)).status == 200
        assert await _deliver(world, activity, f"Bearer {old}") == 401
        world.cloud.rotate_keys(keep_old=True)
        assert (await world.cloud.deliver(activity)).status == 200


async def test_while_the_keys_cannot_be_had_the_known_ones_do_and_others_are_503(worlds):
    async with worlds() as world:
        activity = await _activity(world)
        world.cloud.faults = lambda call, _: Fault(status=503) if call in {"openid", "keys"} else None
        assert (await world.cloud.deliver(activity)).status == 200
        world.heard.clear()
        assert await _deliver(world, activity, _signed(world, activity, kid="perhaps new")) == 503
        assert world.heard == []


# --- keys, with a clock of the test's own ------------------------------------------------------------------------


class Published:
    """Microsoft's documents, as a network that never was; `fails` makes it time out."""

    def __init__(self) -> None:
        self.keys = [_jwk("one")]
        self.jwks_uri = "https://login.botframework.com/v1/.well-known/keys"
        self.asked = 0
        self.fails = False
        self.now = 1000.0

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.fails:
            raise httpx.ReadTimeout("too slow", request=request)
        if request.url.path.endswith("openidconfiguration"):
            self.asked += 1
            return httpx.Response(200, json={"issuer": trust.ISSUER, "jwks_uri": self.jwks_uri})
        return httpx.Response(200, json={"keys": self.keys})

    def known(self) -> Keys:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))
        return Keys(http, clock=lambda: self.now)


_PUBLIC = generate_private_key(public_exponent=65537, key_size=2048).public_key()


def _jwk(kid: str, **more: object) -> dict[str, object]:
    return {**json.loads(RSAAlgorithm.to_jwk(_PUBLIC)), "kid": kid, "endorsements": ["msteams"], **more}


async def test_keys_are_fetched_once_and_renewed_in_the_background_after_half_a_day(until):
    published = Published()
    keys = published.known()
    assert await keys.find("one")
    assert await keys.find("one")
    assert published.asked == 1
    published.now += trust.FRESH_SECONDS + 1
    published.keys = [_jwk("two")]
    assert await keys.find("one"), "whoever comes meanwhile does not wait"
    await until(lambda: published.asked == 2)
    assert await keys.find("two")
    assert await keys.find("one") is None


async def test_keys_that_could_not_be_renewed_for_three_days_are_not_believed(until):
    published = Published()
    keys = published.known()
    assert await keys.find("one")
    published.fails = True
    published.now += trust.STALE_SECONDS - 1
    assert await keys.find("one")
    published.now += 2
    with pytest.raises(KeysUnreachableError):
        await keys.find("one")


async def test_unknown_keys_do_not_make_us_hammer_microsoft():
    published = Published()
    keys = published.known()
    for number in range(50):
        assert await keys.find(f"invented-{number}") is None
    assert published.asked == trust.FETCHES
    assert await keys.find("one")
    published.now += trust.WHILE_SECONDS + 1
    assert await keys.find("invented") is None
    assert published.asked == trust.FETCHES + 1


@pytest.mark.parametrize(
    "address", ["https://evil.example/keys", "http://login.botframework.com/keys", "http://127.0.0.1/keys", None, 7]
)
async def test_keys_are_taken_from_microsofts_hosts_only(address):
    published = Published()
    published.jwks_uri = address
    with pytest.raises(KeysUnreachableError):
        await published.known().find("one")


async def test_keys_that_are_too_short_or_of_another_kind_are_left_out():
    published = Published()
    short = generate_private_key(public_exponent=65537, key_size=1024).public_key()
    symmetric = {"kty": "oct", "k": "c2VjcmV0", "kid": "oct", "endorsements": ["msteams"]}
    published.keys = [_jwk("short", **json.loads(RSAAlgorithm.to_jwk(short))), symmetric, {}, "key", _jwk("one")]
    keys = published.known()
    assert [bool(await keys.find(kid)) for kid in ("short", "oct", "one")] == [False, False, True]


def test_the_hosts_that_we_speak_to():
    good = [
        "https://smba.trafficmanager.net/uk/",
        "https://smba.trafficmanager.net/emea/0f3e8d4c-1111-4222-8333-000000000000/",
        "https://SMBA.trafficmanager.net",
        "https://smba.trafficmanager.net:443/uk",
        "https://api.botframework.com/",
    ]
    bad = [
        "http://smba.trafficmanager.net/uk/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.trafficmanager.net/",
        "https://evilbotframework.com/",
        "https://botframework.com.evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "https://evil.example/#.botframework.com",
        "https://evil.example?.botframework.com",
        "https://smba.trafficmanager.net/uk/?x=https://evil.example",
        " https://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/\n",
        "//smba.trafficmanager.net/",
        "",
    ]
    assert [url for url in good if not is_microsofts(url)] == []
    assert [url for url in bad if is_microsofts(url)] == []
    assert not ServiceUrls().allow(None)
    assert not ServiceUrls().allow("http://127.0.0.1:9000/")


def test_stand_ins_are_on_this_machine_and_exactly_those_named():
    assert all(
        map(is_loopback, ["http://127.0.0.1:1/", "http://localhost:80", "https://[::1]:7/x", "http://127.8.8.8"])
    )
    far = ["http://10.0.0.1/", "http://localhost.evil.example/", "http://127.0.0.1.evil.example", "http://0.0.0.0/"]
    assert not any(map(is_loopback, [*far, "http://127.0.0.1@evil.example/", "http://[::2]/", "http://127.1/"]))
    urls = ServiceUrls(("http://127.0.0.1:900",))
    assert urls.allow("http://127.0.0.1:900/teams/")
    assert not urls.allow("http://127.0.0.1:9001/teams/")
    assert not urls.allow("https://smba.trafficmanager.net/uk/")


async def test_keys_fetched_ahead_are_not_fetched_again(worlds):
    async with worlds() as world:
        await world.platform.warm()
        await world.person("Ana Example").says("hello")
        assert [call for call, _ in world.calls()].count("keys") == 1


def test_botbuilder_stays_in_one_file():
    folder = Path(trust.__file__).parent
    using = {
        path.name
        for path in folder.glob("*.py")
        if re.search(r"^(from|import) bot(builder|framework)", path.read_text(), re.MULTILINE)
    }
    assert using == {"turns.py"}

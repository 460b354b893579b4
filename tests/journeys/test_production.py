"""The program with the settings of production: nothing of it knows that Microsoft is one of our own."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.production import APP_ID, HOSTS, Production
from tests.sky import Loop
from tests.world import GATESHEAD, LEEDS


@pytest.fixture(params=["SingleTenant", "UserAssignedMSI"])
def production(request: pytest.FixtureRequest, loop: Loop, tmp_path: Path) -> Iterator[Production]:
    """The program, signing in by a secret or as the machine that it runs on."""
    production = Production(loop, tmp_path, request.param)
    production.start()
    yield production
    production.close()


def test_from_the_first_hello_to_an_introduction(production: Production) -> None:
    cloud, does, waits_for = production.cloud, production.does, production.waits_for
    channel = production.tenant.team("Network").channel("General")
    olga, ben = production.tenant.person("Olga Organiser"), production.tenant.person("Ben Invented")

    does(olga.installs())
    code = re.search(r"organiser add (\d+)", waits_for(olga, "upstream organiser add"))
    assert code
    assert "is an organiser now" in production.command("organiser", "add", code[1])
    does(olga.says("hello"))
    does(olga.says("@Upstream here", channel))
    waits_for(olga, "This channel is a home of the network.", channel)

    does(ben.installs())
    assert ben.sees().count("Hello. I am Upstream.") == 1
    does(ben.presses("Join", "direct"))
    does(ben.fills({"Where do you work": GATESHEAD, "One thing": "sharing data", "Introduce me": "Yes"}, "Join"))
    ben.closes()
    does(olga.says("me"))
    does(olga.fills({"Where do you work": LEEDS, "Introduce me": "Yes"}, "Save"))
    does(olga.says("challenges"))
    does(olga.fills({"Or say it": "sharing data"}, "Save"))
    for _ in ("Olga", "Ben"):
        does(olga.says("organise"))
        does(olga.presses("Confirm"))

    does(olga.says("ask"))
    does(olga.presses("Ask it now"))
    waits_for(ben, "Nobody has answered yet.", channel)
    does(ben.fills({"Your words": "We asked the caretaker.", "Who can read it": "The network"}, "Reflect", channel))
    assert "Kept." in ben.sees(channel)
    assert "caretaker" not in olga.sees(channel)

    cloud.rotate_keys()
    (found,) = does(olga.searches("caretaker", in_=channel))
    assert found["preview"]["content"]["title"].startswith(f"Ben Invented · {GATESHEAD}")

    does(olga.says("round"))
    for _ in range(60):  # the groups are found with the next beat, and the draft comes
        if "Introduce them" in olga.buttons():
            break
        does(asyncio.sleep(0.5))
    does(olga.presses("Introduce them"))
    does(ben.says("home"))  # it may be evening, when nobody is written to unasked
    does(ben.presses("Open", "direct"))
    assert "Meet Olga Organiser" in ben.sees("modal")

    assert set(production.went_to) == set(HOSTS) - ({HOSTS[1]} if production.app_type == "UserAssignedMSI" else set())
    assert all(one["client_id"] == APP_ID for one in production.asked_for_identity)
    assert len(production.asked_for_identity) == (production.app_type == "UserAssignedMSI")
    assert not cloud.problems
    for word in ("caretaker", "Invented", "Olga", "secret-of-this-test"):
        assert word not in production.log()
    for wrong in ({"forged": True}, {"aud": "another"}, {"alg": "none"}, {"iss": "https://sts.windows.net/x/"}):
        token = f"Bearer {cloud.sign(cloud.sent or {}, **wrong)}"
        assert does(cloud.deliver(cloud.sent, token)).status == 401

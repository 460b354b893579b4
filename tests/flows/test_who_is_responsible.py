"""Who is responsible, whom to write to and where it is kept: in the chat on every platform, where that was said."""

from dataclasses import replace
from typing import Any

import pytest

from tests.world import PLATFORMS, World

SAID = {
    "controller": "Example Council",
    "contact": "dpo@council.example",
    "notice": "https://council.example/privacy",
    "hosted_in": "Azure, UK South",
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_privacy_says_who_is_responsible(world: World, platform: str) -> None:
    world.organiser_on(platform)
    somebody = world.on(platform, "Ana Example")
    somebody.says("privacy")
    assert "Who is responsible" not in somebody.sees()
    network: Any = world.parts.network
    before = network.promises
    object.__setattr__(network, "promises", replace(before, **SAID))
    somebody.looks_up()
    somebody.says("privacy")
    seen = somebody.sees()
    for words in ("Example Council", "dpo@council.example", "Azure, UK South"):
        assert words in seen
    if platform != "terminal":
        assert "Privacy notice" in somebody.buttons()

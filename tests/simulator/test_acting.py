"""Whoever acts in the demo waits for what they are to press: on a busy machine it stands there a little later."""

import asyncio

import pytest

from adapters.simulator.acting import Patient
from adapters.simulator.teams import CannotError


class Slow:
    """A screen on which a button stands at the third look."""

    name = "Winston Nobody"
    looked = 0

    async def presses(self, label: str) -> str:
        """Press it, if it is there."""
        self.looked += 1
        if self.looked < 3:
            raise CannotError("nothing there")
        return label


def test_who_is_patient_presses_what_stands_there_a_little_later() -> None:
    slow = Slow()
    assert asyncio.run(Patient(slow).presses("Join")) == "Join"
    assert Patient(slow).name == "Winston Nobody"


def test_what_never_stands_there_is_told_in_the_end() -> None:
    with pytest.raises(CannotError):
        asyncio.run(Patient(Slow(), patience=0).presses("Join"))

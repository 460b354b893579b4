"""The model in numpy gives what the model gives: published numbers, and vectors that were stored once."""

import json
from pathlib import Path

import numpy as np
import pytest

from bot.errors import SetupError
from bot.search import meaning

STORED = json.loads((Path(__file__).parent / "vectors.json").read_text())


def test_it_gives_what_is_published_for_it() -> None:
    vectors = meaning.load().of(["This is an example sentence", "Each sentence is converted"])
    assert vectors[0, :3] == pytest.approx([0.067657, 0.063496, 0.048713], abs=1e-5)
    assert vectors[1, :3] == pytest.approx([0.086439, 0.10276, 0.0053946], abs=1e-5)


def test_it_gives_what_it_gave_alone_and_together_with_others() -> None:
    model = meaning.load()
    together = model.of(list(STORED))
    for vector, (words, stored) in zip(together, STORED.items(), strict=True):
        assert vector == pytest.approx(stored, abs=1e-5)
        assert model.of([words])[0] == pytest.approx(vector, abs=1e-5)
        assert float(vector @ vector) == pytest.approx(1, abs=1e-5)


def test_what_means_the_same_lies_near() -> None:
    asked, near, far = meaning.load().of(
        ["saying sorry to families", "We apologised to the parents at last.", "The bus timetable changed in June."]
    )
    assert asked @ near > 0.4
    assert asked @ far < 0.2


def test_odd_texts_have_a_vector_too() -> None:
    vectors = meaning.load().of(["", "🙂", "\x00\ufffd\u202e", "tŷ " * 3000, "a"])
    assert np.isfinite(vectors).all()


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "SHA256", "0" * 64)
    meaning.load.cache_clear()
    with pytest.raises(SetupError, match="Install it again"):
        meaning.load()
    monkeypatch.undo()
    meaning.load()

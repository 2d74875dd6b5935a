"""Arrays the generators share: exact money, digits, sampling. Nothing about the company itself."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]


def stream(seed: int, name: str, number: int = 0) -> np.random.Generator:
    """Random numbers that depend on nothing but the seed, the purpose and a running number."""
    return np.random.default_rng([seed, number, *name.encode()])


def pick(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """`size` positions drawn by weight."""
    edges = np.cumsum(weights / weights.sum())
    found = np.searchsorted(edges, rng.random(size), side="right")
    return np.minimum(found, len(weights) - 1).astype(np.int64)


def take(words: list[str | None], positions: Ints) -> Any:
    """The words at `positions` as an Arrow column."""
    return pa.array(words, pa.string()).take(pa.array(positions))


def money(hundredths: Ints, *, present: Flags | None = None, scale: int = 2) -> Any:
    """Whole hundredths (or other fractions by `scale`) as exact decimals; absent ones are null."""
    halves = np.empty((len(hundredths), 2), dtype=np.int64)
    halves[:, 0] = hundredths
    halves[:, 1] = hundredths >> 63
    kind = pa.decimal128(18, scale)
    exact = pa.Array.from_buffers(kind, len(hundredths), [None, pa.py_buffer(halves)])
    if present is None:
        return exact
    return pc.if_else(pa.array(present), exact, pa.scalar(None, kind))


def digits(numbers: Ints, width: int) -> Any:
    """Numbers as text with leading zeros."""
    return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")


def glued(*parts: Any, between: str = "") -> Any:
    """Text columns joined element by element."""
    return pc.binary_join_element_wise(*parts, between)


def constant(word: str | None, size: int) -> Any:
    """One word, `size` times."""
    return pa.repeat(pa.scalar(word, pa.string()), size)


def only(column: Any, where: Flags) -> Any:
    """The column with null wherever `where` does not hold."""
    return pc.if_else(pa.array(where), column, pa.scalar(None, column.type))

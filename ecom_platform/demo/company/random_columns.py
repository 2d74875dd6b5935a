"""Small makers of Arrow columns from numpy numbers. No business rule belongs here."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def pick(words: Sequence[str | None], index: Ints) -> pa.Array:
    """The word at each index."""
    return pa.array(words, pa.string()).take(pa.array(index))


def text(numbers: Ints) -> pa.Array:
    """Whole numbers as text."""
    return pc.cast(pa.array(numbers), pa.string())


def digits(numbers: Ints, width: int) -> pa.Array:
    """Whole numbers as text, filled with zeros to a width."""
    return pc.utf8_lpad(text(numbers), width, "0")


def joined(*parts: pa.Array | str) -> pa.Array:
    """Texts put together, without anything between."""
    return pc.binary_join_element_wise(*parts, "")


def decimals(units: Ints, scale: int) -> pa.Array:
    """Exact decimals from whole numbers of their last digit (cents for scale 2)."""
    low_high = np.ascontiguousarray(np.stack([units, units >> 63], axis=1))
    buffers = [None, pa.py_buffer(low_high)]
    return pa.Array.from_buffers(pa.decimal128(18, scale), len(units), buffers)


def where(keep: Bools, column: pa.Array) -> pa.Array:
    """The column, blank where `keep` is false."""
    return pc.if_else(pa.array(keep), column, pa.scalar(None, column.type))


def money(cents: int) -> Decimal:
    """Cents as an exact amount."""
    return Decimal(cents).scaleb(-2)


def draw(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """Indices drawn in proportion to weights."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    found = np.searchsorted(edges / edges[-1], rng.random(size), side="right")
    return np.minimum(found, len(edges) - 1).astype(np.int64)


def shares(total: int, weights: Floats) -> Ints:
    """A whole number split in proportion to weights, without remainder."""
    edges = np.round(np.cumsum(weights) / weights.sum() * total).astype(np.int64)
    split: Ints = np.diff(edges, prepend=0)
    return split

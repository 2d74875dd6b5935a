"""Arrow columns from numpy numbers, and random draws; nothing here knows the demo company."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def values_at(values: Sequence[str | None], index: Ints) -> pa.Array:
    """For each index, the value with this index."""
    return pa.array(values, pa.string()).take(pa.array(index))


def text_where(condition: Bools, if_true: str | None, if_false: str | None) -> pa.Array:
    """One of two texts per row, depending on whether the condition is true in it."""
    texts = (pa.scalar(if_true, pa.string()), pa.scalar(if_false, pa.string()))
    return pc.if_else(pa.array(condition), *texts)


def text(numbers: Ints) -> pa.Array:
    """Whole numbers as text."""
    return pc.cast(pa.array(numbers), pa.string())


def zero_padded(numbers: Ints, width: int) -> pa.Array:
    """Whole numbers as text, padded with zeros to a width."""
    return pc.utf8_lpad(text(numbers), width, "0")


def concatenated(*parts: pa.Array | str) -> pa.Array:
    """The texts of each row joined without a separator."""
    return pc.binary_join_element_wise(*parts, "")


def decimals(units: Ints, scale: int) -> pa.Array:
    """Exact decimals with `scale` digits after the point, from whole numbers of the last digit.

    With scale 2, 1250 cents become 12.50.
    """
    # Arrow stores 128 bits per number: the low 64 bits, then the high ones, which repeat the sign.
    low_high = np.ascontiguousarray(np.stack([units, units >> 63], axis=1))
    buffers = [None, pa.py_buffer(low_high)]
    return pa.Array.from_buffers(pa.decimal128(18, scale), len(units), buffers)


def null_unless(keep: Bools, column: pa.Array) -> pa.Array:
    """The column, with null where `keep` is false."""
    return pc.if_else(pa.array(keep), column, pa.scalar(None, column.type))


def money(cents: int) -> Decimal:
    """Cents as an exact amount.

    >>> money(1250)
    Decimal('12.50')
    """
    return Decimal(cents).scaleb(-2)


def draw_indices(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """`size` random indices of `weights`, drawn in proportion to them."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    indices = np.searchsorted(edges / edges[-1], rng.random(size), side="right")
    return np.minimum(indices, len(edges) - 1).astype(np.int64)


def split_by_weights(total: int, weights: Floats) -> Ints:
    """Whole numbers in proportion to `weights` that add up to `total`."""
    edges = np.round(np.cumsum(weights) / weights.sum() * total).astype(np.int64)
    split: Ints = np.diff(edges, prepend=0)
    return split

"""The words in which a fault is declared: what happens, how bad it is, in which sizes.

The declarations themselves are in `declared/`; running a night with one belongs in
`ecom_platform.drill`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Severity = Literal["error", "warn", "harmless"]
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Size:
    """How much of a fault: `value` is what the fault's change is told.

    Attributes:
        is_obvious: a person who looks at the file would see it.
    """

    name: str
    value: float
    is_obvious: bool = False


@dataclass(frozen=True)
class Delivery:
    """What one feed delivers in one night.

    Attributes:
        night: the number of the night, the first after the baseline being 1.
        day: the day of the data.
        files: file name to content, as it lies in the landing folder.
        earlier: what it delivered on the days before, the oldest first.
    """

    feed: str
    night: int
    day: date
    files: Files
    earlier: Sequence[Files] = ()


Change = Callable[[Delivery, float], Files]


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with deliveries.

    Attributes:
        name: the fault in one word.
        sentence: what happens in real life.
        severity: `error` is wrong data, to be held from readers; `warn` is odd but may be business,
            to be told; `harmless` must change nothing and alarm nobody.
        feeds: the feeds it can happen to, the most telling first.
        sizes: from the smallest to the largest; exactly one is obvious.
        change: from the true files of a night to those that arrive. It changes no file it is given.
        nights: in how many nights it happens, from the first on.
    """

    name: str
    sentence: str
    severity: Severity
    feeds: tuple[str, ...]
    sizes: tuple[Size, ...]
    change: Change
    nights: int = 1

    @property
    def obvious(self) -> Size:
        """The size a person would call obvious."""
        return next(size for size in self.sizes if size.is_obvious)

    def plant(self, delivery: Delivery, size: Size) -> Delivery:
        """The delivery with the fault in it; as it was where the fault does not happen."""
        if delivery.feed not in self.feeds or delivery.night > self.nights:
            return delivery
        return replace(delivery, files=self.change(delivery, size.value))

"""How a fault is declared: what happens, how severe it is, and in which sizes.

Faults are declared in `faults/`; nights with a fault are run in `ecom_platform.fire_drill`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Severity = Literal["error", "warn", "harmless"]
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Size:
    """How much of a delivery a fault damages.

    Attributes:
        name: the size as the scorecard shows it.
        value: the number that is passed to `Fault.change`, such as a share of the rows.
        is_obvious: whether a person who looks at the file would see it.
    """

    name: str
    value: float
    is_obvious: bool = False


@dataclass(frozen=True)
class Delivery:
    """What one feed delivers in one night.

    Attributes:
        night: the number of the night; the first after the baseline is 1.
        day: the day of the data.
        files: file name to content, as delivered into the landing folder.
        earlier: what the feed delivered on the days before, oldest first.
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
        name: the fault, such as `rows_dropped`.
        sentence: what happens in real life.
        severity: `error` is wrong data, which must be held back from readers; `warn` is unusual
            but may be business, so somebody must be notified; `harmless` must change nothing and
            raise no alarm.
        feeds: the feeds it can happen to, the most informative first.
        sizes: from the smallest to the largest; exactly one is obvious.
        change: a function from the correct files of a night to those that arrive. It does not
            change the files it is given.
        nights: in how many nights it happens, counted from the first night.
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
        """The size that a person who looks at the file would see."""
        return next(size for size in self.sizes if size.is_obvious)

    def plant(self, delivery: Delivery, size: Size) -> Delivery:
        """The delivery with the fault in its files; unchanged where the fault does not happen."""
        if delivery.feed not in self.feeds or delivery.night > self.nights:
            return delivery
        return replace(delivery, files=self.change(delivery, size.value))

"""Whom a report is for: the executives see everything, a partner sees only its own rows."""

import hashlib
import re
from dataclasses import dataclass

from ecom_platform.errors import ReportError

EXECUTIVES = "executives"
_PARTNER = "partner:"
_LONGEST = 60


@dataclass(frozen=True)
class Audience:
    """The executives, or one partner by its id."""

    partner: str | None = None

    @property
    def is_partner(self) -> bool:
        """Whether the report may show the rows of one partner only."""
        return self.partner is not None

    @property
    def name(self) -> str:
        """The audience as it is written on the command line and in `reports.yaml`."""
        return EXECUTIVES if self.partner is None else f"{_PARTNER}{self.partner}"

    @property
    def file_name(self) -> str:
        """A part of a file name, safe for any id and different for each audience."""
        if self.partner is None:
            return EXECUTIVES
        readable = re.sub(r"[^A-Za-z0-9]+", "-", self.partner).strip("-")[:_LONGEST]
        digest = hashlib.sha256(self.partner.encode()).hexdigest()[:8]
        return f"partner-{readable}-{digest}"


def parse_audience(text: str) -> Audience:
    """The audience of a name, as it is written on the command line and in `reports.yaml`.

    Example:
        >>> parse_audience("executives")
        Audience(partner=None)
        >>> parse_audience("partner:SHOP-A")
        Audience(partner='SHOP-A')

    Raises:
        ReportError: there is no such audience.
    """
    if text == EXECUTIVES:
        return Audience()
    if text.startswith(_PARTNER) and text != _PARTNER:
        return Audience(text.removeprefix(_PARTNER))
    raise ReportError(
        f"There is no audience '{text}'. There are '{EXECUTIVES}' and '{_PARTNER}ID', where ID is "
        "the id of a partner."
    )

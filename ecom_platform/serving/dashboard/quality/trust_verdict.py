"""The answer at the top of the page of data quality: can today's numbers be trusted?"""

from collections.abc import Sequence

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.callout import Tone, callout
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.quality.table_states import held_causes
from ecom_platform.serving.queries.quality.table_trust import FeedTrust, TableTrust

_LATE_DAYS = 3


def trust_verdict(
    request: PageRequest, tables: Sequence[TableTrust], feeds: Sequence[FeedTrust]
) -> Component:
    """A callout with yes, yes with care, or no, and the reasons.

    Args:
        request: of the page.
        tables: every table of the version, and every held one.
        feeds: every feed; one that ends three days or more before the newest is named.
    """
    not_current = [table for table in tables if table.state.name in {"held", "missing"}]
    warned = [table for table in tables if table.state.name in {"warning", "released"}]
    tone: Tone
    if not_current:
        title, tone = "Not all of them", "bad"
        reasons = [cause.sentence for cause in held_causes(request.manifest)]
        reasons.append(
            f"{table_count(not_current)} of {len(tables)} {_are(not_current)} not current; the "
            "list below shows which."
        )
    elif warned:
        title, tone = "Yes, with care", "careful"
        carry = "carries" if len(warned) == 1 else "carry"
        reasons = [f"Every table is current; {table_count(warned)} {carry} a warning."]
    else:
        title, tone = "Yes", "good"
        reasons = [
            f"Every one of {len(tables)} tables is current, and none of their checks failed."
        ]
    reasons += [
        f"{name_of_feed(feed.feed)} ends on {request.formats.day(feed.as_of)}, "
        f"{feed.days_behind} days before the newest feed."
        for feed in feeds
        if feed.days_behind and feed.days_behind >= _LATE_DAYS
    ]
    return callout(tone, title, " ".join(reasons))


def table_count(tables: Sequence[TableTrust]) -> str:
    """The number of these tables as text, such as '1 table' or '3 tables'."""
    return "1 table" if len(tables) == 1 else f"{len(tables)} tables"


def _are(tables: Sequence[TableTrust]) -> str:
    return "is" if len(tables) == 1 else "are"

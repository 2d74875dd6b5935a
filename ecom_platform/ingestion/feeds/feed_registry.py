"""The registry of feeds: every feed that a module of `contract/` or `exports/` declares."""

from functools import cache
from types import MappingProxyType

from ecom_platform.discovery import declarations_below
from ecom_platform.ingestion.feeds import contract, exports
from ecom_platform.ingestion.feeds.column_names import require_usable_names
from ecom_platform.ingestion.feeds.feed import FeedSpec


@cache
def all_feeds() -> MappingProxyType[str, FeedSpec]:
    """Each feed by its name, in alphabetical order.

    Raises:
        DeclarationError: a module of `contract/` or `exports/` declares no `FEED`, or a column of a
            feed has a name that it cannot have.
    """
    declared = [
        feed
        for package in (contract, exports)
        for feed in declarations_below(package, "FEED").values()
    ]
    for feed in declared:
        require_usable_names(feed)
    return MappingProxyType({feed.name: feed for feed in sorted(declared, key=lambda f: f.name)})

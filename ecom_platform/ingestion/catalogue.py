"""The catalogue: every feed declared in `feeds/`, found by looking there."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from ecom_platform.ingestion import feeds
from ecom_platform.ingestion.feed import FeedSpec


@cache
def catalogue() -> MappingProxyType[str, FeedSpec]:
    """Feed name to its declaration, in alphabetical order."""
    names = sorted(module.name for module in iter_modules(feeds.__path__))
    found = {name: import_module(f"{feeds.__name__}.{name}").FEED for name in names}
    return MappingProxyType(found)

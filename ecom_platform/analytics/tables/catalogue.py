"""Every analytic step, found by looking at the modules beside this one.

To add one, add a module with a `STEP`: no list to extend.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from ecom_platform.analytics import tables
from ecom_platform.analytics.tables.analytic import AnalyticTable, Step


@cache
def steps() -> Mapping[str, Step]:
    """The steps by name, in alphabetical order."""
    names = sorted(module.name for module in iter_modules(tables.__path__))
    modules = [import_module(f"{tables.__name__}.{name}") for name in names if name != "catalogue"]
    found = [module.STEP for module in modules if hasattr(module, "STEP")]
    return MappingProxyType({step.name: step for step in found})


@cache
def analytic_tables() -> Mapping[str, AnalyticTable]:
    """The tables of all steps, by their name with the schema."""
    return MappingProxyType({one.table: one for step in steps().values() for one in step.tables})

"""The registry of analytic steps: every module of this folder that declares a `STEP`."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ecom_platform.analytics import tables
from ecom_platform.analytics.tables.analytic_table import AnalyticTable, Step
from ecom_platform.discovery import modules_below


@cache
def steps() -> Mapping[str, Step]:
    """The steps by name, in alphabetical order."""
    declared_steps = [module.STEP for module in modules_below(tables) if hasattr(module, "STEP")]
    return MappingProxyType(
        {step.name: step for step in sorted(declared_steps, key=lambda step: step.name)}
    )


@cache
def analytic_tables() -> Mapping[str, AnalyticTable]:
    """The tables of all steps, by their name with the schema."""
    return MappingProxyType(
        {table.table: table for step in steps().values() for table in step.tables}
    )

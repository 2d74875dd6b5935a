"""The registry of rules: every rule that a module of `feeds/` or `tables/` declares."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ecom_platform.discovery import declarations_below
from ecom_platform.errors import QualityError
from ecom_platform.quality.rules import feeds, tables
from ecom_platform.quality.rules.rule import Rule


@cache
def rules_by_module() -> Mapping[str, tuple[Rule, ...]]:
    """The rules of each module, such as `feeds.order_lines`, in the order of declaration.

    Raises:
        DeclarationError: a module declares no `RULES`.
    """
    return MappingProxyType(
        {
            f"{package.__name__.rpartition('.')[2]}.{module}": rules
            for package in (feeds, tables)
            for module, rules in declarations_below(package, "RULES").items()
        }
    )


@cache
def all_rules() -> Mapping[str, tuple[Rule, ...]]:
    """The rules of each table that has any, in alphabetical order of tables.

    Raises:
        QualityError: two rules of a table have one name.
        DeclarationError: a module declares no `RULES`.
    """
    declared = [rule for rules in rules_by_module().values() for rule in rules]
    ids = [rule.check_id for rule in declared]
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    if repeated:
        raise QualityError(f"The rule {repeated[0]} is declared twice. Rename one.")
    names = sorted({rule.table for rule in declared})
    return MappingProxyType(
        {table: tuple(rule for rule in declared if rule.table == table) for table in names}
    )

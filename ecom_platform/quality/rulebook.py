"""The rulebook: every rule declared in `rules/`, found by looking there.

To add a rule, add one `Rule(...)` to the tuple `RULES` of a module there: no list to extend.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from ecom_platform.errors import QualityError
from ecom_platform.quality import rules
from ecom_platform.quality.rule import Rule


@cache
def rulebook() -> Mapping[str, tuple[Rule, ...]]:
    """Each table with rules, in alphabetical order, to its rules in the order of declaration.

    Raises:
        QualityError: two rules of a table have one name, or a module declares none.
    """
    names = sorted(module.name for module in iter_modules(rules.__path__))
    declared = [rule for name in names for rule in rules_of(name)]
    ids = [rule.check_id for rule in declared]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise QualityError(f"The rule {twice[0]} is declared twice. Rename one.")
    tables = sorted({rule.table for rule in declared})
    return MappingProxyType(
        {table: tuple(rule for rule in declared if rule.table == table) for table in tables}
    )


def rules_of(module: str) -> tuple[Rule, ...]:
    """The rules of one module of `rules/`.

    Raises:
        QualityError: the module declares no rule in a tuple `RULES`, so nothing in it would run.
    """
    found: tuple[Rule, ...] = getattr(import_module(f"{rules.__name__}.{module}"), "RULES", ())
    if not found:
        raise QualityError(
            f"ecom_platform/quality/rules/{module}.py declares no rule. Put its rules into a tuple "
            "named RULES."
        )
    return found

"""Declarations that are found by looking into a package, so that nobody keeps a list of them.

Only the search belongs here. What is declared: feeds, rules, faults and analytic tables, each with
a registry beside its declarations.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from ecom_platform.errors import DeclarationError


def modules_below(package: ModuleType) -> Iterator[ModuleType]:
    """Every module below a package, in the order of dotted names, its sub-packages left out."""
    found = walk_packages(package.__path__, f"{package.__name__}.")
    for name in sorted(module.name for module in found if not module.ispkg):
        yield import_module(name)


def declarations_below(package: ModuleType, attribute: str) -> dict[str, Any]:
    """What every module below a package declares under one name.

    Args:
        package: the package to look into, with its sub-packages.
        attribute: the name under which each module declares something, such as `RULES`.

    Returns:
        The dotted name of each module below the package, such as `feeds.order_lines`, and what it
        declares, in the order of names.

    Raises:
        DeclarationError: a module declares nothing under that name.
    """
    found = {}
    for module in modules_below(package):
        if not getattr(module, attribute, None):
            raise DeclarationError(
                f"The module {module.__name__} declares no {attribute}, so nothing in it is used. "
                f"Add {attribute} to it, or move it out of {package.__name__}."
            )
        name = module.__name__.removeprefix(f"{package.__name__}.")
        found[name] = getattr(module, attribute)
    return found

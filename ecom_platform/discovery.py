"""Find declarations in the modules of a package, so that no list of them must be maintained.

This module only searches. Feeds, rules, faults and analytic tables are declared in packages of
their own, each with a registry next to it.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from ecom_platform.errors import DeclarationError


def modules_below(package: ModuleType) -> Iterator[ModuleType]:
    """Every module below a package, imported, in alphabetical order; sub-packages are left out."""
    modules = walk_packages(package.__path__, f"{package.__name__}.")
    for name in sorted(module.name for module in modules if not module.ispkg):
        yield import_module(name)


def declarations_below(package: ModuleType, attribute: str) -> dict[str, Any]:
    """The declarations of every module below a package.

    Args:
        package: the package to search, with its sub-packages.
        attribute: the name that each module must define, such as `RULES`.

    Returns:
        The dotted name of each module below the package, such as `feeds.order_lines`, and its
        declaration, in alphabetical order.

    Raises:
        DeclarationError: a module does not define the name.
    """
    declarations = {}
    for module in modules_below(package):
        if not getattr(module, attribute, None):
            raise DeclarationError(
                f"The module {module.__name__} declares no {attribute}, so nothing in it is used. "
                f"Add {attribute} to it, or move it out of {package.__name__}."
            )
        name = module.__name__.removeprefix(f"{package.__name__}.")
        declarations[name] = getattr(module, attribute)
    return declarations

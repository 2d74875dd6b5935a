"""The registry of faults: every fault that a module of `faults/` declares."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ecom_platform.discovery import declarations_below
from ecom_platform.errors import QualityError
from ecom_platform.fault_injection import faults
from ecom_platform.fault_injection.fault import Fault


@cache
def all_faults() -> Mapping[str, Fault]:
    """Every fault by its name, in alphabetical order.

    Raises:
        DeclarationError: a module declares no `FAULTS`.
    """
    declared = declarations_below(faults, "FAULTS").values()
    found = {fault.name: fault for module_faults in declared for fault in module_faults}
    return MappingProxyType(dict(sorted(found.items())))


def fault_named(name: str) -> Fault:
    """The fault of that name.

    Raises:
        QualityError: there is none; the message lists the known ones.
    """
    if name not in all_faults():
        raise QualityError(f"There is no fault '{name}'. Known faults: {', '.join(all_faults())}.")
    return all_faults()[name]

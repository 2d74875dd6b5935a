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
    faults_of_modules = declarations_below(faults, "FAULTS").values()
    by_name = {fault.name: fault for declared in faults_of_modules for fault in declared}
    return MappingProxyType(dict(sorted(by_name.items())))


def fault_named(name: str) -> Fault:
    """The fault of that name.

    Raises:
        QualityError: there is none; the message lists the known ones.
    """
    if name not in all_faults():
        raise QualityError(f"There is no fault '{name}'. Known faults: {', '.join(all_faults())}.")
    return all_faults()[name]

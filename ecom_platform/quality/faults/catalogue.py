"""The catalogue of faults: everything in `declared/`, found by looking there."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from ecom_platform.errors import QualityError
from ecom_platform.quality.faults import declared
from ecom_platform.quality.faults.fault import Fault


@cache
def faults() -> Mapping[str, Fault]:
    """Every fault by its name, in alphabetical order."""
    modules = (module.name for module in iter_modules(declared.__path__))
    found = [
        fault
        for module in modules
        for fault in import_module(f"{declared.__name__}.{module}").FAULTS
    ]
    return MappingProxyType({fault.name: fault for fault in sorted(found, key=lambda f: f.name)})


def fault(name: str) -> Fault:
    """One fault.

    Raises:
        QualityError: there is none of that name.
    """
    if name not in faults():
        raise QualityError(f"There is no fault '{name}'. Known faults: {', '.join(faults())}.")
    return faults()[name]

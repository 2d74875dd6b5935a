"""A plugin of pytest: folders list their files from Z to A, as another machine's disk might."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def _turned(lists: Callable[..., Any]) -> Callable[..., Iterator[Path]]:
    @functools.wraps(lists)
    def from_z_to_a(*arguments: Any, **named: Any) -> Iterator[Path]:
        return iter(sorted(lists(*arguments, **named), reverse=True))

    return from_z_to_a


for _name in ("iterdir", "glob", "rglob"):
    setattr(Path, _name, _turned(getattr(Path, _name)))

"""Stand-ins for dbt's adapter, vars and built-in macros, so that sqlfluff can lint a model.

Only the linter reads this. Differences between engines belong in `macros/engine.sql`, vars in
`dbt_project.yml`.
"""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

_PROJECT = Path(__file__).resolve().parents[1] / "dbt_project.yml"
_VARS: dict[str, Any] = yaml.safe_load(_PROJECT.read_text())["vars"]


class _Macros:
    """Macros that render a call of their last argument."""

    def __getattr__(self, name: str) -> Callable[..., str]:
        def render(*arguments: object) -> str:
            return f"{name}_of({arguments[-1]})" if arguments else "timestamp"

        return render


def _dispatch(name: str) -> Callable[..., str]:
    """A stand-in for the macro `name` that renders SQL of the same shape."""

    def render(*arguments: object) -> str:
        if name == "days_between":
            return f"select {arguments[1]} as date_day from {arguments[0]}"
        return f"{name}_of({arguments[0]})" if arguments else "timestamp"

    return render


def var(name: str, default: object = None) -> object:
    """The value from dbt_project.yml, so that loops over vars and sums of them can be linted."""
    return _VARS.get(name, default)


adapter = SimpleNamespace(dispatch=_dispatch)
dbt = _Macros()

"""The state of a number, in a word, a sign and a colour."""

import dash_mantine_components as dmc

from ecom_platform.serving.dashboard.page import Component
from ecom_platform.serving.queries.states import TableState

_SIGNS = {"passed": "✓", "warning": "!", "held": "‖", "released": "!", "missing": "∅"}
_WORDS = {
    "passed": "passed",
    "warning": "warning",
    "held": "held",
    "released": "released",
    "missing": "no data",
}
_COLOURS = {
    "passed": "green",
    "warning": "yellow",
    "held": "red",
    "released": "yellow",
    "missing": "gray",
}


def state_badge(state: TableState) -> Component:
    """A badge that tells its sentence when pointed at or focused."""
    badge = dmc.Badge(
        f"{_SIGNS[state.word]} {_WORDS[state.word]}",
        color=_COLOURS[state.word],
        variant="light",
        className=f"state state-{state.word}",
    )
    return dmc.Tooltip(badge, label=state.sentence, multiline=True, w=280, withArrow=True)

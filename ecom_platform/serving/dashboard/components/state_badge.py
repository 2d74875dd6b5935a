"""The badge beside a title: the state of the tables that the number or figure reads."""

import dash_mantine_components as dmc
from dash import html

from ecom_platform.serving.dashboard.components.html_attributes import aria_label
from ecom_platform.serving.dashboard.page import Component
from ecom_platform.serving.number_formats import Formats
from ecom_platform.serving.queries.quality.table_states import TableState

_SIGNS = {"passed": "✓", "warning": "!", "held": "‖", "released": "!", "missing": "∅"}
_LABELS = {
    "passed": "passed",
    "warning": "warning",
    "held": "held",
    "released": "released",
    "missing": "no data",
}


def state_badge(state: TableState, formats: Formats) -> Component:
    """A badge with the state as a sign, a label and a colour.

    It shows the sentence of the state when a reader points at it or focuses it.
    """
    is_held = state.name == "held" and state.held_since
    since = f" since {formats.day(state.held_since)}" if is_held else ""
    badge = html.Span(
        f"{_SIGNS[state.name]} {_LABELS[state.name]}{since}",
        className=f"state state-{state.name}",
        tabIndex=0,
        **aria_label(f"State: {state.sentence}"),
        role="note",
    )
    return dmc.Tooltip(
        badge,
        label=state.sentence,
        multiline=True,
        w=280,
        withArrow=True,
        events={"hover": True, "focus": True, "touch": True},
    )

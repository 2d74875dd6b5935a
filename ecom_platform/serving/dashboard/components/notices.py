"""Notices in a frame, and tables that scroll by themselves where the window is narrow."""

from typing import Literal

from dash import html

from ecom_platform.serving.dashboard.components.attributes import labelled
from ecom_platform.serving.dashboard.page import Component

Tone = Literal["good", "careful", "bad", "neutral"]


def notice(tone: Tone, title: str, body: Component) -> Component:
    """A sentence or more with a title; the tone is told by the words too."""
    return html.Div(
        [html.Strong(title, className="notice-title"), html.Div(body)],
        className=f"notice notice-{tone}",
    )


def scrolling(table: Component, label: str) -> Component:
    """A wide table that the keyboard can scroll too."""
    return html.Div(table, className="scroll", tabIndex=0, role="region", **labelled(label))

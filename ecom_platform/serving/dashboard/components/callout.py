"""A framed message that stands out from its page: good news, a caution or an error."""

from typing import Literal

from dash import html

from ecom_platform.serving.dashboard.page import Component

Tone = Literal["good", "careful", "bad", "neutral"]


def callout(tone: Tone, title: str, body: Component) -> Component:
    """A framed message.

    Args:
        tone: the colour of the frame; the title must say the same without the colour.
        title: a few words in bold.
        body: a sentence, or components.
    """
    return html.Div(
        [html.Strong(title, className="notice-title"), html.Div(body)],
        className=f"notice notice-{tone}",
    )

"""The card 'What makes the health score' of one partner: its known components as bars."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.partners.partner_labels import COMPONENT_TITLES
from ecom_platform.serving.queries.partners.one_partner import Profile
from ecom_platform.serving.queries.partners.partner_ranking import Component


def components_content(request: PageRequest, profile: Profile) -> FigureContent:
    """The bars, with the weakest component in a sentence; or why no component is known."""
    health = profile.health
    known = [component for component in health.components if component.score is not None]
    if not known:
        return FigureContent(None, health.health_reason or "No component is known.")
    worst = min(known, key=lambda component: component.score or 0.0)
    title = COMPONENT_TITLES[worst.name]
    sentence = f"{title} is the weakest known component, with {worst.score:.0f} of 100."
    href = request.link("/rows/partners", **{"is.partner_id": health.partner})
    return FigureContent(health_components(request, known, href), sentence, href)


def health_components(request: PageRequest, known: Sequence[Component], href: str) -> Figure:
    """A bar from 0 to 100 per component.

    Args:
        request: of the page.
        known: components with a score.
        href: the page that a click on a bar opens.
    """
    trace = figure_style.bars(
        [component.score for component in known],
        [COMPONENT_TITLES[component.name] for component in known],
        "Component",
        MEANING["actual"],
        orientation="h",
        customdata=[href] * len(known),
        text=[f"{component.score:.0f}" for component in known],
        hovertemplate="%{y}: %{x:.0f} of 100<extra></extra>",
    )
    return figure_style.figure(
        [trace],
        request.theme,
        "From 0 (bad) to 100 (good)",
        "",
        height=90 + 40 * len(known),
        xaxis={"range": [0, 100]},
        yaxis={"autorange": "reversed"},
    )

"""The page of all partners: who grows, who slips, who is healthy, and where money can be gained.

The page of one partner is in `partner_profile_page.py`.
"""

from dataclasses import replace

from dash import html

from ecom_platform.serving.dashboard.components.cards import figure_card, grid, text_card
from ecom_platform.serving.dashboard.components.tiles import table_tile
from ecom_platform.serving.dashboard.page import Content, Page, PageRequest
from ecom_platform.serving.dashboard.partners.partner_health_heat_map import health_content
from ecom_platform.serving.dashboard.partners.partner_movers import movers_content
from ecom_platform.serving.dashboard.partners.partner_ranking_table import ranking_table
from ecom_platform.serving.dashboard.partners.partner_type_matrix import type_matrix_content
from ecom_platform.serving.dashboard.partners.partner_upside import upside_content
from ecom_platform.serving.queries.partners import partner_ranking as questions
from ecom_platform.serving.queries.partners.partner_groups import PARTNERS_TABLE
from ecom_platform.serving.queries.partners.partner_levers import LEVERS, upside
from ecom_platform.serving.queries.partners.partner_ranking import HEALTH
from ecom_platform.serving.queries.quality.table_states import missing_reason


def _render(request: PageRequest) -> Content:
    """The tiles and cards of all partners; a chosen channel or category does not apply."""
    request = replace(request, view=replace(request.view, channel=None, category=None))
    return [
        *_growth_tiles(request),
        grid(
            [
                figure_card(request, "movers", "Who grows and who slips", [HEALTH], movers_content),
                figure_card(
                    request,
                    "levers",
                    "Where money can be gained",
                    [LEVERS, HEALTH],
                    upside_content,
                ),
                figure_card(
                    request,
                    "groups",
                    "Health by type and channel",
                    [HEALTH, PARTNERS_TABLE],
                    type_matrix_content,
                    is_wide=True,
                ),
                figure_card(
                    request,
                    "health",
                    "How healthy each partner is",
                    [HEALTH],
                    health_content,
                    is_wide=True,
                ),
                text_card(request, "ranking", "Ranking", [HEALTH], ranking_table, is_wide=True),
            ]
        ),
    ]


def _growth_tiles(request: PageRequest) -> Content:
    """The tiles on growth and upside; empty when there is no partner."""
    if missing_reason(request.manifest, [HEALTH]):
        return []
    summary = questions.growth_summary(request.connection, request.view)
    if not summary.partners:
        return []
    of_all = f"of {_partner_count(request, summary.partners)}, against the 90 days before"
    no_growth = (
        f"Most frequent reason: {summary.reason}"
        if summary.reason
        else "The growth of every partner is known."
    )
    both = "against the 90 days before, for partners with sales in both periods"
    tiles = [
        table_tile(request, "partners_growing", of_all),
        table_tile(request, "partners_slipping", of_all),
        table_tile(request, "partners_growth_unknown", no_growth),
        table_tile(request, "partners_kept_90_days", "all partners"),
        table_tile(request, "partners_change_90_days", both),
        *_upside_tile(request),
    ]
    return [html.Div(tiles, className="tiles")]


def _upside_tile(request: PageRequest) -> Content:
    """The tile with the money to gain; empty when its tables are missing."""
    if missing_reason(request.manifest, [LEVERS, HEALTH]):
        return []
    summary = upside(request.connection, request.view, 1)
    note = f"in 90 days, if {_partner_count(request, summary.partners)} used their best lever"
    if summary.total is None:
        note = "No partner has a lever with an upside; the page of each partner says why."
    return [table_tile(request, "partners_upside", note)]


def _partner_count(request: PageRequest, count: int) -> str:
    return "1 partner" if count == 1 else f"{request.formats.number(count)} partners"


PARTNERS = Page(
    path="/partners",
    title="Partners",
    question="Who grows, who is slipping, and where can money be gained?",
    render=_render,
    filters=("currency", "partner"),
)

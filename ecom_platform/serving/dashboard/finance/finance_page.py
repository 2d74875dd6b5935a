"""The page of finance, for goods only: what was booked and kept, what leaks, what is risky."""

from dataclasses import replace

from ecom_platform.serving.dashboard.components.cards import figure_card, grid, text_card
from ecom_platform.serving.dashboard.components.tiles import metric_tiles
from ecom_platform.serving.dashboard.finance.category_margin import margin_content
from ecom_platform.serving.dashboard.finance.grade_radar import grade_content
from ecom_platform.serving.dashboard.finance.grade_table import grade_table
from ecom_platform.serving.dashboard.finance.revenue_ladder import ladder_content
from ecom_platform.serving.dashboard.finance.revenue_leakage import leakage_content
from ecom_platform.serving.dashboard.finance.revenue_trend import trend_content
from ecom_platform.serving.dashboard.finance.risk_heat_map import risk_content
from ecom_platform.serving.dashboard.page import Content, Page, PageRequest
from ecom_platform.serving.queries.finance.financial_performance import FINANCE
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY

_TILES = (
    "booked_amount",
    "kept_amount",
    "cancelled_share",
    "returned_share",
    "pending_amount",
    "lost_amount",
)


def _render(request: PageRequest) -> Content:
    """The tiles and cards of the page; a chosen partner does not apply."""
    request = replace(request, view=replace(request.view, partner=None))
    return [
        metric_tiles(request, _TILES),
        grid(
            [
                figure_card(
                    request, "ladder", "From booked to kept", [FINANCE, DAILY], ladder_content
                ),
                figure_card(
                    request, "leaks", "Where money leaks", [FINANCE, DAILY], leakage_content
                ),
                figure_card(request, "trend", "Booked money a day", [FINANCE], trend_content),
                figure_card(request, "margin", "Margin by category", [FINANCE], margin_content),
                figure_card(request, "risk", "What is risky", [FINANCE], risk_content),
                figure_card(request, "grade", "What makes the grade", [FINANCE], grade_content),
                text_card(request, "grades", "Newest grades", [FINANCE], grade_table, is_wide=True),
            ]
        ),
    ]


FINANCE_PAGE = Page(
    path="/finance",
    title="Finance",
    question="What was booked, what was kept, where does money leak, and what is risky?",
    render=_render,
    filters=("from", "to", "currency", "channel", "category"),
)

"""The page of data quality: can today's numbers be trusted, and if not, why?"""

from dash import html

from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.components.plain_tables import name_value_table
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.dashboard.quality.check_runs_cards import (
    MOST_RUNS,
    check_history_card,
    not_passed_card,
)
from ecom_platform.serving.dashboard.quality.drill_card import drill_card
from ecom_platform.serving.dashboard.quality.feeds_card import feeds_card
from ecom_platform.serving.dashboard.quality.files_card import files_card
from ecom_platform.serving.dashboard.quality.incidents_card import RESOLVED_DAYS, incidents_card
from ecom_platform.serving.dashboard.quality.quality_tiles import quality_tiles
from ecom_platform.serving.dashboard.quality.table_states_card import table_states_card
from ecom_platform.serving.dashboard.quality.trust_verdict import trust_verdict
from ecom_platform.serving.queries.quality import table_trust
from ecom_platform.serving.queries.quality.check_history import read_check_history


def _render(request: PageRequest) -> Content:
    """The verdict on the data, and the tiles and cards that it is based on."""
    tables, feeds = table_trust.tables_of(request.manifest), table_trust.feeds_of(request.manifest)
    run_id = request.parameters.get("run", "")
    history = read_check_history(
        request.settings,
        request.manifest.created_at,
        run_id,
        most_runs=MOST_RUNS,
        resolved_days=RESOLVED_DAYS,
    )
    return [
        trust_verdict(request, tables, feeds),
        quality_tiles(request, tables, feeds, history),
        incidents_card(request, history),
        table_states_card(request, tables),
        feeds_card(request, feeds),
        files_card(request),
        html.Div(
            [check_history_card(request, history), not_passed_card(request, history)],
            className="cards",
        ),
        html.Div(className="gap"),
        drill_card(request),
        _version_card(request),
    ]


def _version_card(request: PageRequest) -> Component:
    """The card with the facts about the version that the page shows."""
    manifest, number = request.manifest, request.formats.number
    values = {
        "Version": manifest.version,
        "Published": request.formats.moment(manifest.created_at),
        "Run": manifest.run_id,
        "Code": manifest.git_hash or "not known",
        "Content": manifest.content,
        "Rows of all tables": number(manifest.rows),
        "Files read": number(len(manifest.files)),
        "Size": f"{number(manifest.bytes / 1e6, 1)} MB",
    }
    head = html.Div(html.H2("Version"), className="card-head")
    return card([head, name_value_table(values)], "version", is_wide=True)


QUALITY = Page(
    path="/quality",
    title="Data quality",
    question="Can I trust today's numbers?",
    render=_render,
    filters=(),
    is_live=True,
)

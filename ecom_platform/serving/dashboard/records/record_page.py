"""The page of the record that an order line was read from: its file, its number, its cells.

The version says which record it is; its cells are read from the delivered file, as long as that
file is in the landing folder with the content that was loaded.
"""

from collections.abc import Mapping
from typing import Any

from dash import html

from ecom_platform.errors import PlatformError
from ecom_platform.ingestion.records.delivered_record import (
    delivered_record,
    find_delivered_file,
)
from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.components.cards import card, grid, reason_box
from ecom_platform.serving.dashboard.components.checks_card import checks_card
from ecom_platform.serving.dashboard.components.plain_tables import name_value_table
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.queries.metrics.order_line_metrics import LINES
from ecom_platform.serving.queries.quality.table_states import missing_reason
from ecom_platform.serving.queries.records.line_record import LineRecord, ReadFile, line_record
from ecom_platform.serving.queries.rows.row_sources import LINE_RECORDS

_TABLES = (LINES, LINE_RECORDS.table)
_OTHER_STATE = (
    "The table that links lines to records is from another state of this day than the line, so its "
    "record may be the wrong one and is not shown. The checks below say why."
)


def _render(request: PageRequest) -> Content:
    """Where an order line was read, the record itself, and the line made from it."""
    reason = missing_reason(request.manifest, [LINES])
    if reason:
        return [reason_box(reason)]
    no_records = missing_reason(request.manifest, [LINE_RECORDS.table])
    line_and_record = line_record(
        request.connection, request.subject, has_records=no_records is None
    )
    if line_and_record.file is None or line_and_record.record_number is None:
        reason = no_records or _OTHER_STATE
        place_card = _titled_card("place", "Where it was read", reason_box(reason))
        cards = [_line_card(line_and_record.line)]
    else:
        place_card = _place_card(request, line_and_record, line_and_record.file)
        cards = [
            _record_card(request, line_and_record.file, line_and_record.record_number),
            _line_card(line_and_record.line),
        ]
    return [place_card, grid([*cards, checks_card(request, _TABLES)])]


def _place_card(request: PageRequest, line_and_record: LineRecord, file: ReadFile) -> Component:
    """The card with the file and the record that the line was read from."""
    number = request.formats.number
    values = {
        "File": file.name,
        "Record": number(line_and_record.record_number),
        "Feed": name_of_feed(line_and_record.line["feed"]),
        "Delivered as file number": number(file.number),
        "Records in the file": None if file.records is None else number(file.records),
        "Fingerprint of the file (SHA-256)": file.fingerprint,
    }
    sentence = (
        "Files may deliver a line more than once; this is the record that counts. The first record "
        "below the header is number 1; blank lines are not records."
    )
    replaced = " A later file of the same name has replaced this one." if file.is_replaced else ""
    return _titled_card(
        "place", "Where it was read", html.P(sentence + replaced), name_value_table(values)
    )


def _record_card(request: PageRequest, file: ReadFile, record_number: int) -> Component:
    """The cells of the record as the file states them, or why they cannot be shown."""
    title, landing = "The record, as it was delivered", request.settings.landing_folder
    try:
        delivered_file = file.fingerprint and find_delivered_file(
            landing, file.name, file.fingerprint
        )
        if not delivered_file:
            reason = (
                f"{file.name} is no longer in the landing folder with the content that was loaded, "
                f"so the record is not shown. In the file it is record {record_number:,}."
            )
            return _titled_card("record", title, reason_box(reason))
        record = delivered_record(delivered_file, record_number, request.settings.data)
    except PlatformError as error:
        return _titled_card("record", title, reason_box(str(error)))
    sentence = (
        "Every cell as text beside its header, read just now from the file, which was last changed "
        f"{request.formats.moment(delivered_file.written_at)}."
    )
    return _titled_card("record", title, html.P(sentence), name_value_table(dict(record.cells)))


def _line_card(line: Mapping[str, Any]) -> Component:
    """The order line as the platform made it from the record."""
    sentence = (
        f"The row of {LINES} that the platform made from it. Columns without a value are left out."
    )
    values = {title_of(name): str(value) for name, value in line.items() if value is not None}
    return _titled_card("line", "The order line", html.P(sentence), name_value_table(values))


def _titled_card(name: str, title: str, *content: Component) -> Component:
    return card([html.H2(title), *content], name, is_wide=name == "place")


RECORD = Page(
    path="/record",
    title="The record of an order line",
    question="Which file and record was this order line read from, and what does the record say?",
    render=_render,
    filters=(),
    is_live=True,  # the file may leave the landing folder at any time
    has_subject=True,
    is_in_menu=False,
)

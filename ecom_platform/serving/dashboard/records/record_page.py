"""The record behind an order line: its file, its place there, the record itself, and the line.

The version says where the record is; the record is read from the delivered file, if that still
lies in the landing folder with the content that was read.
"""

from collections.abc import Mapping
from typing import Any

from dash import html

from ecom_platform.errors import PlatformError
from ecom_platform.ingestion.records.delivered_record import (
    delivered_record,
    written_at,
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
    "The table that leads from lines to records is of another state of this day than the line, so "
    "it is not asked. The checks below say why."
)


def _render(request: PageRequest) -> Content:
    reason = missing_reason(request.manifest, [LINES])
    if reason:
        return [reason_box(reason)]
    no_records = missing_reason(request.manifest, [LINE_RECORDS.table])
    found = line_record(request.connection, request.subject, has_records=no_records is None)
    if found.file is None or found.record_number is None:
        place = [_titled("Where it was read", reason_box(no_records or _OTHER_STATE), "place")]
        cards = [_line(found.line)]
    else:
        place = [_place(request, found, found.file)]
        cards = [_record(request, found.file, found.record_number), _line(found.line)]
    return [*place, grid([*cards, checks_card(request, _TABLES)])]


def _place(request: PageRequest, found: LineRecord, file: ReadFile) -> Component:
    number = request.formats.number
    values = {
        "File": file.name,
        "Record": number(found.record_number),
        "Feed": name_of_feed(found.line["feed"]),
        "Delivered as file number": number(file.number),
        "Records in the file": None if file.records is None else number(file.records),
        "Fingerprint of the file (SHA-256)": file.fingerprint,
    }
    said = (
        "Of all statements of this line it is the one that counts. The first record below the "
        "header is number 1; blank lines are no records."
    )
    replaced = " A later file of this name has taken its place." if file.is_replaced else ""
    return _titled("Where it was read", html.P(said + replaced), "place", name_value_table(values))


def _record(request: PageRequest, file: ReadFile, record_number: int) -> Component:
    title, landing = "The record, as it was delivered", request.settings.landing_folder
    try:
        written = file.fingerprint and written_at(landing, file.name, file.fingerprint)
        if not written:
            said = (
                f"{file.name} does not lie in the landing folder any more with the content that "
                f"was read, so the record is not shown. In the file it is record {record_number:,}."
            )
            return _titled(title, reason_box(said), "record")
        found = delivered_record(landing, file.name, record_number)
    except PlatformError as error:
        return _titled(title, reason_box(str(error)), "record")
    said = (
        "Every cell as text beside its header, read just now from the file, which was last written "
        f"{request.formats.moment(written)}."
    )
    return _titled(title, html.P(said), "record", name_value_table(dict(found.cells)))


def _line(line: Mapping[str, Any]) -> Component:
    said = f"The row of {LINES} it became. Columns without a value are left out."
    values = {title_of(name): str(value) for name, value in line.items() if value is not None}
    return _titled("The order line", html.P(said), "line", name_value_table(values))


def _titled(title: str, first: Component, name: str, *more: Component) -> Component:
    return card([html.H2(title), first, *more], name, is_wide=name == "place")


RECORD = Page(
    path="/record",
    title="The record behind an order line",
    question="In which file and record does it stand, and what does the record say?",
    render=_render,
    filters=(),
    is_live=True,  # the file may leave the landing folder at any time
    has_subject=True,
    is_in_menu=False,
)

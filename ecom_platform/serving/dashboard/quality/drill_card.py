"""The card of the last fire drill: whether planted faults were caught, and which were not."""

from collections.abc import Sequence

from dash import html

from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.drill_record import DrillRecord, FaultRecord, read_record
from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.page import Component, PageRequest

_KINDS = {
    "error": ("Wrong data", "must be told, and no reader may see it"),
    "warn": ("Odd data", "may be business, must be told"),
    "harmless": ("Harmless change", "must alarm nobody and change nothing readers see"),
}


def drill_card(request: PageRequest) -> Component:
    """The result of the last whole drill; a sentence where there is none."""
    head = html.Div(html.H2("Last fire drill"), className="card-head")
    try:
        record = read_record(request.settings.fire_drill_file)
    except QualityError as error:
        return card([head, html.P(str(error))], "drill", is_wide=True)
    if record is None:
        nothing = (
            "No fire drill has been run here yet; run 'ecom drill'. It plants faults into copies "
            "of the files and sees whether anyone is told and readers are kept safe."
        )
        return card([head, html.P(nothing)], "drill", is_wide=True)
    return card([head, *_body(request, record)], "drill", is_wide=True)


def _body(request: PageRequest, record: DrillRecord) -> Sequence[Component]:
    code = f" with code {record.git_hash[:10]}" if record.git_hash else ""
    ended = request.formats.moment(record.ended_at)
    missed = [one for one in record.faults if not one.is_caught or _is_shown(one)]
    return [
        html.P(html.Strong(record.sentence)),
        html.P(f"On the files of {record.company}, {ended}{code}.", className="says"),
        scrollable_table(_kinds(request, record.faults), "Faults by kind"),
        *[_item_list("False alarms", record.false_alarms)],
        *[_item_list("Missed or shown to readers", [_told(one) for one in missed])],
        html.Details(
            [
                html.Summary(f"All {len(record.faults)} fault classes"),
                html.Ul([html.Li(_told(one)) for one in record.faults], className="attention"),
            ]
        ),
    ]


def _is_shown(one: FaultRecord) -> bool:
    return one.severity == "error" and bool(one.leaked)


def _kinds(request: PageRequest, faults: Sequence[FaultRecord]) -> Component:
    number = request.formats.number
    rows = []
    for severity, (title, words) in _KINDS.items():
        of_kind = [one for one in faults if one.severity == severity]
        caught = sum(one.is_caught for one in of_kind)
        kept = sum(not one.leaked for one in of_kind)
        rows.append(
            html.Tr(
                [
                    html.Th(f"{title}: {words}", scope="row"),
                    html.Td(f"{number(caught)} of {number(len(of_kind))}"),
                    html.Td(f"{number(kept)} of {number(len(of_kind))}"),
                ]
            )
        )
    heads = ("Fault classes", "As it should be", "Readers kept from it")
    head = html.Thead(html.Tr([html.Th(title) for title in heads]))
    return html.Table([head, html.Tbody(rows)], className="plain numbers")


def _item_list(title: str, sentences: Sequence[str]) -> Component:
    if not sentences:
        return html.P(f"{title}: none.")
    items = html.Ul([html.Li(one) for one in sentences], className="attention")
    return html.Div([html.H3(title), items])


def _told(one: FaultRecord) -> str:
    name = f"{title_of(one.fault)} ({one.size}, {name_of_feed(one.feed)})"
    if one.severity == "harmless":
        told = "alarmed nobody" if one.night is None else f"alarmed as {one.told_as}"
    else:
        by = f" by {one.checks[0]}" if one.checks else ""
        told = "was missed" if one.night is None else f"told in night {one.night}{by}"
    shown = f"; shown in {', '.join(one.leaked)}" if one.leaked else "; readers were kept from it"
    return f"{name}: {told}{shown}."

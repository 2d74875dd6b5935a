"""The card of the last fire drill: which planted faults raised an alert, which reached readers."""

from collections.abc import Sequence

from dash import html

from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.drill_record import DrillRecord, FaultRecord, read_record
from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.page import Component, PageRequest

_EXPECTATIONS = {
    "error": ("Wrong data", "must raise an alert and must not reach readers"),
    "warn": ("Odd data", "may be genuine, must raise an alert"),
    "harmless": ("Harmless change", "must raise no alert and change nothing that readers see"),
}


def drill_card(request: PageRequest) -> Component:
    """The result of the last complete fire drill; a sentence where there is none."""
    head = html.Div(html.H2("Last fire drill"), className="card-head")
    try:
        record = read_record(request.settings.fire_drill_file)
    except QualityError as error:
        return card([head, html.P(str(error))], "drill", is_wide=True)
    if record is None:
        no_drill = (
            "No fire drill has been run here yet; run 'ecom drill'. It plants faults into copies "
            "of the files and reports which of them raise an alert and which reach readers."
        )
        return card([head, html.P(no_drill)], "drill", is_wide=True)
    return card([head, *_drill_result(request, record)], "drill", is_wide=True)


def _drill_result(request: PageRequest, record: DrillRecord) -> Sequence[Component]:
    """The result of a drill: its verdict, a table by severity, and lists of faults."""
    code = f" with code {record.git_hash[:10]}" if record.git_hash else ""
    ended = request.formats.moment(record.ended_at)
    failures = [fault for fault in record.faults if not fault.is_caught or _reached_readers(fault)]
    return [
        html.P(html.Strong(record.sentence)),
        html.P(f"On the files of {record.company}, {ended}{code}.", className="says"),
        scrollable_table(_severity_table(request, record.faults), "Faults by severity"),
        _titled_list("False alarms", record.false_alarms),
        _titled_list("Missed or shown to readers", [_fault_sentence(fault) for fault in failures]),
        html.Details(
            [
                html.Summary(f"All {len(record.faults)} fault classes"),
                html.Ul(
                    [html.Li(_fault_sentence(fault)) for fault in record.faults],
                    className="attention",
                ),
            ]
        ),
    ]


def _reached_readers(fault: FaultRecord) -> bool:
    """Whether a fault that must not reach readers did."""
    return fault.severity == "error" and bool(fault.leaked)


def _severity_table(request: PageRequest, faults: Sequence[FaultRecord]) -> Component:
    """How many faults of each severity ended as expected and did not reach readers."""
    number = request.formats.number
    rows = []
    for severity, (title, expectation) in _EXPECTATIONS.items():
        of_severity = [fault for fault in faults if fault.severity == severity]
        caught = sum(fault.is_caught for fault in of_severity)
        kept_away = sum(not fault.leaked for fault in of_severity)
        rows.append(
            html.Tr(
                [
                    html.Th(f"{title}: {expectation}", scope="row"),
                    html.Td(f"{number(caught)} of {number(len(of_severity))}"),
                    html.Td(f"{number(kept_away)} of {number(len(of_severity))}"),
                ]
            )
        )
    titles = ("Fault classes", "As expected", "Did not reach readers")
    head = html.Thead(html.Tr([html.Th(title) for title in titles]))
    return html.Table([head, html.Tbody(rows)], className="plain numbers")


def _titled_list(title: str, sentences: Sequence[str]) -> Component:
    """Sentences under a title; 'none' when there are none."""
    if not sentences:
        return html.P(f"{title}: none.")
    items = html.Ul([html.Li(sentence) for sentence in sentences], className="attention")
    return html.Div([html.H3(title), items])


def _fault_sentence(fault: FaultRecord) -> str:
    """A fault, whether an alert told of it, and which tables showed it."""
    name = f"{title_of(fault.fault)} ({fault.size}, {name_of_feed(fault.feed)})"
    was_noticed = fault.night is not None
    if fault.severity == "harmless":
        result = f"raised a false alarm, {fault.told_as}" if was_noticed else "raised no alert"
    elif was_noticed:
        by = f" by {fault.checks[0]}" if fault.checks else ""
        result = f"was noticed in night {fault.night}{by}"
    else:
        result = "was missed"
    leaked = (
        f"; shown in {', '.join(fault.leaked)}" if fault.leaked else "; it did not reach readers"
    )
    return f"{name}: {result}{leaked}."

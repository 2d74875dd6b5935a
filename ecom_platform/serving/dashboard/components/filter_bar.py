"""The filters above every page. Their values are part of the link and stored nowhere else."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from ecom_platform.serving.dashboard.components.html_attributes import aria_label
from ecom_platform.serving.dashboard.page import Component, Page, PageRequest

_TITLES = {
    "currency": "Currency",
    "channel": "Channel",
    "partner": "Partner",
    "category": "Category",
}


def filter_bar(request: PageRequest, page: Page) -> Component:
    """The filters with the values of the view; those that do not change the page are locked."""
    choices, view = request.choices, request.view
    partners = [{"value": key, "label": name} for key, name in choices.partners.items()]
    return html.Div(
        [
            _days_filter(request, page),
            _select_filter("currency", view.currency, _select_options(choices.currencies), page),
            _select_filter("channel", view.channel, _select_options(choices.channels), page),
            _select_filter("partner", view.partner, partners, page),
            _select_filter("category", view.category, _select_options(choices.categories), page),
        ],
        className="filters",
        role="group",
        **aria_label("Filters"),
    )


def _days_filter(request: PageRequest, page: Page) -> Component:
    """The filter for the days; locked when it does not change the page."""
    choices, view = request.choices, request.view
    applies = "from" in page.filters
    return dmc.DatePickerInput(
        id={"type": "filter", "name": "days"},
        label="Days" if applies else "Days (do not apply here)",
        type="range",
        value=[view.from_date.isoformat(), view.to_date.isoformat()],
        minDate=choices.first_date.isoformat(),
        maxDate=choices.last_date.isoformat(),
        valueFormat="D MMM YYYY",
        disabled=not applies,
        size="sm",
        className="filter filter-days",
        popoverProps={"withinPortal": True},
    )


def _select_filter(
    name: str, value: str | None, options: list[dict[str, str]], page: Page
) -> Component:
    """A filter with a list of values; locked when it does not change the page."""
    applies = name in page.filters
    if not applies:  # a partner's own page must not carry the names of others
        options = [option for option in options if option["value"] == value]
    optional: dict[str, Any] = {"clearable": True, "placeholder": "All"}
    if name == "currency":
        optional = {"allowDeselect": False}
    return dmc.Select(
        id={"type": "filter", "name": name},
        label=_TITLES[name] if applies else f"{_TITLES[name]} (does not apply here)",
        data=options,
        value=value,
        disabled=not applies,
        searchable=len(options) > 8,
        size="sm",
        className="filter",
        **optional,
    )


def _select_options(values: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"value": value, "label": value} for value in values]

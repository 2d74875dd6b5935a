"""The chart of a notification as an HTML table, which every mail program shows at once.

The geometry is computed in `sparkline.py`; this module adds colours and cells.
"""

from html import escape
from itertools import pairwise

from ecom_platform.alerts.messages.sparkline import Chart
from ecom_platform.alerts.messages.value_formats import number

HEIGHT = 96  # pixels
BAR = "#8c959f"
BAR_OUTSIDE = "#cf222e"
EXPECTED = "#c8e6c9"
EXPECTED_BAR = "#7d9c86"
EMPTY = "#ffffff"
_TABLE = '<table role="presentation" cellpadding="0" cellspacing="0" border="0"'


def cells(chart: Chart) -> str:
    """The chart as an HTML table with one column per day."""
    columns = "".join(
        f'<td valign="bottom" width="16" style="padding:0 1px">{_day_html(chart, position)}</td>'
        for position in range(len(chart.shares))
    )
    legend = f"{chart.first_day} to {chart.last_day}"
    if chart.band:
        legend += f" &nbsp; <font color='{EXPECTED_BAR}'>&#9632;</font> expected range"
    if any(chart.outside):
        legend += f" &nbsp; <font color='{BAR_OUTSIDE}'>&#9632;</font> outside it"
    return (
        f"{_TABLE}><tr>{_axis_cell(chart)}<td>{_TABLE}><tr>{columns}</tr></table></td></tr>"
        f'<tr><td></td><td style="color:#57606a;padding-top:4px">{legend}</td></tr></table>'
    )


def _axis_cell(chart: Chart) -> str:
    """The cell left of the chart, with the values at its top and at its bottom."""
    top, bottom = escape(number(chart.top)), escape(number(chart.bottom))
    style = 'style="color:#57606a;padding-right:6px"'
    return (
        f'<td valign="top">{_TABLE} height="{HEIGHT}">'
        f'<tr><td align="right" valign="top" {style}>{top}</td></tr>'
        f'<tr><td align="right" valign="bottom" {style}>{bottom}</td></tr></table></td>'
    )


def _day_html(chart: Chart, position: int) -> str:
    """One day as a stack of coloured rows.

    A new row begins where the bar of the day, or the expected range, begins or ends.
    """
    bar = max(1, round(chart.shares[position] * HEIGHT))
    low, high = (round(bound * HEIGHT) for bound in chart.band or (0, 0))
    bar_colour, bar_colour_in_range = BAR, EXPECTED_BAR
    if chart.outside[position]:
        bar_colour = bar_colour_in_range = BAR_OUTSIDE
    stack = []
    for upper, lower in pairwise(sorted({0, bar, low, high, HEIGHT}, reverse=True)):
        is_expected = low <= lower < upper <= high
        if upper <= bar:
            colour = bar_colour_in_range if is_expected else bar_colour
        else:
            colour = EXPECTED if is_expected else EMPTY
        stack.append(_coloured_row(upper - lower, colour))
    return f'{_TABLE} width="100%">{"".join(stack)}</table>'


def _coloured_row(height: int, colour: str) -> str:
    """A table row that only shows a colour; `height` in pixels."""
    style = "font-size:0;line-height:0"
    return f'<tr><td height="{height}" bgcolor="{colour}" style="{style}">&nbsp;</td></tr>'

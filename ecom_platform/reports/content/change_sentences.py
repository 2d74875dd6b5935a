"""From numbers to sentences: what changed, by how much, in which direction.

A change that is not known is never stated as a fact. `sections/` chooses the metrics.
"""

from decimal import Decimal

from babel.numbers import format_compact_currency

from ecom_platform.reports.content.report_model import Sentence, Tile, Tone
from ecom_platform.serving.number_formats import NONE, Formats, is_currency_code
from ecom_platform.serving.queries.metrics.metric_values import MeasuredMetric

TIMES_FROM = Decimal(3)  # from here on "4.2 times as much" reads better than per cent


def headline(measured: MeasuredMetric, formats: Formats, currency: str, period: str) -> Sentence:
    """The shortest sentence on how an amount of money changed.

    Args:
        measured: the metric in the period and in the period before.
        formats: how numbers are written.
        currency: as its code.
        period: such as "in the 7 days to 31 May 2026".
    """
    change = measured.change
    if change is None or measured.value is None or measured.value < 0 or change < -1:
        return describe_change(measured, formats, currency, period, "before")
    value = amount(measured, measured.value, formats, currency)
    percent = _rounded(change * 100, "0.1")
    title = measured.metric.title
    if not percent:
        return Sentence(f"{title} stayed level at {value} {period}.")
    direction = "rose" if percent > 0 else "fell"
    size = formats.share(abs(percent) / 100)
    return Sentence(f"{title} {direction} by {size} to {value} {period}.", tone(measured))


def describe_change(
    measured: MeasuredMetric, formats: Formats, currency: str, period: str, before: str
) -> Sentence:
    """A sentence on a metric in a period, compared with the period before.

    Args:
        measured: the metric in both periods.
        formats: how numbers are written.
        currency: as its code.
        period: such as "in the 7 days to 31 May 2026".
        before: such as "in the 7 days before".
    """
    value = amount(measured, measured.value, formats, currency)
    title = measured.metric.title
    if measured.value is None:
        return Sentence(f"Nothing was sold {period}.")
    statement = f"{title} was {value} {period}"
    if measured.change_unavailable_reason:
        return Sentence(f"{statement}. {measured.change_unavailable_reason}")
    if measured.before is None:
        return Sentence(f"{statement}; nothing was sold {before}.")
    earlier = amount(measured, measured.before, formats, currency)
    return Sentence(
        f"{statement}, {moved(measured, formats)} {before} ({earlier}).", tone(measured)
    )


def moved(measured: MeasuredMetric, formats: Formats) -> str:
    """The change as a phrase that leads to the period before, such as "4.2% more than".

    Raises:
        ValueError: the value or the one before is unknown.
    """
    value, before = measured.value, measured.before
    if value is None or before is None:
        raise ValueError("Nothing is known to have changed.")
    if measured.metric.unit == "share":
        return _change_in_points(value - before, formats)
    if before <= 0 or value < 0:
        return "against" if value == before else f"{_more_or_less(value - before)} than"
    return _relative_change(value / before - 1, formats)


def tile(measured: MeasuredMetric, formats: Formats, currency: str) -> Tile:
    """A tile with a metric and its change, or "no comparison" where the change is unknown."""
    value = amount(measured, measured.value, formats, currency)
    if measured.change_unavailable_reason or measured.value is None or measured.before is None:
        return Tile(measured.metric.title, value, "no comparison")
    if measured.metric.unit == "share":
        points = (measured.value - measured.before) * 100
        change = f"{points:+.1f} points" if _rounded(points, "0.1") else "unchanged"
    elif measured.before <= 0:
        change = "no comparison"
    else:
        share = measured.value / measured.before - 1
        change = formats.change(share) if _rounded(share * 100, "0.1") else "unchanged"
    return Tile(measured.metric.title, value, change, tone(measured))


def tone(measured: MeasuredMetric) -> Tone:
    """Whether a change is good or bad news; plain where the rounded numbers show no change."""
    if measured.value is None or measured.before is None or measured.change_unavailable_reason:
        return "plain"
    difference = measured.value - measured.before
    if measured.metric.unit == "share" and not _rounded(difference * 100, "0.1"):
        return "plain"
    if measured.change is not None and not _rounded(measured.change * 100, "0.1"):
        return "plain"
    if not difference:
        return "plain"
    return "good" if (difference > 0) == measured.metric.is_higher_better else "bad"


def amount(measured: MeasuredMetric, value: Decimal | None, formats: Formats, currency: str) -> str:
    """A value as text in the unit of its metric; a dash where it is unknown."""
    if value is None:
        return NONE
    if measured.metric.unit == "share":
        return formats.share(value)
    if measured.metric.unit == "money":
        return money(value, formats, currency)
    return formats.quantity(value)


def money(value: Decimal, formats: Formats, currency: str) -> str:
    """Money with three digits, such as "€4.32K"; amounts below 1,000 to the cent.

    Example:
        >>> money(Decimal("4321.50"), Formats(), "EUR")
        '€4.32K'
        >>> money(Decimal("300"), Formats(), "EUR")
        '€300.00'
    """
    if abs(value) < 1000 or not is_currency_code(currency):
        return formats.money(value, currency)
    rounded = Decimal(f"{value:.3g}")
    digits_before_point = rounded.adjusted() % 3 + 1
    return format_compact_currency(
        rounded, currency, locale=formats.locale, fraction_digits=3 - digits_before_point
    )


def growth(share: float | None, formats: Formats) -> str:
    """A growth as a phrase, such as "fell by 4.2%"; a fall never exceeds 100%.

    Example:
        >>> growth(-0.042, Formats())
        'fell by 4.2%'
    """
    if share is None:
        return "has no known change"
    percent = _rounded(Decimal(str(share)) * 100, "0.1")
    if not percent:
        return "stayed level"
    if percent <= -100:
        return "fell to nothing or below"
    return f"{'rose' if percent > 0 else 'fell'} by {formats.share(abs(percent) / 100)}"


def listed(words: list[str]) -> str:
    """Words in a row, the last one after "and"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(number: int, one: str, several: str) -> str:
    """A number with its noun, in the singular or the plural.

    Example:
        >>> counted(1, "row", "rows"), counted(1200, "row", "rows")
        ('1 row', '1,200 rows')
    """
    return f"{number:,} {one if number == 1 else several}"


def _relative_change(change: Decimal, formats: Formats) -> str:
    """The change as a phrase: in per cent; from three times on as a multiple."""
    percent = _rounded(change * 100, "0.1")
    if not percent:
        return "as much as"
    if change >= TIMES_FROM:
        return f"{formats.number(change + 1, 1)} times as much as"
    return f"{formats.share(abs(percent) / 100)} {_more_or_less(change)} than"


def _change_in_points(difference: Decimal, formats: Formats) -> str:
    """The change of a share in percentage points, as a phrase."""
    points = _rounded(difference * 100, "0.1")
    if not points:
        return "the same as"
    direction = "higher" if points > 0 else "lower"
    return f"{formats.number(abs(points), 1)} points {direction} than"


def _more_or_less(difference: Decimal) -> str:
    return "more" if difference > 0 else "less"


def _rounded(value: Decimal, to: str) -> Decimal:
    return value.quantize(Decimal(to))

"""From numbers to sentences: what changed, by how much, in which direction.

A change that is not known is never claimed. Which numbers are told belongs in `sections/`.
"""

from decimal import Decimal

from babel.numbers import format_compact_currency

from ecom_platform.reports.content.report_model import Sentence, Tile, Tone
from ecom_platform.serving.number_formats import NONE, Formats
from ecom_platform.serving.queries.metrics.metric_values import MeasuredMetric

MANIFOLD = Decimal(3)  # from here on "4.2 times" reads better than per cent


def headline(measured: MeasuredMetric, formats: Formats, currency: str, period: str) -> Sentence:
    """The shortest way to say what became of a number of money; `period` is "in the 7 days"."""
    change = measured.change
    if change is None or measured.value is None or measured.value < 0 or change < -1:
        return describe_change(measured, formats, currency, period, "before")
    value = amount(measured, measured.value, formats, currency)
    percent = _rounded(change * 100, "0.1")
    title = measured.metric.title
    if not percent:
        return Sentence(f"{title} stayed level at {value} {period}.")
    way = "rose" if percent > 0 else "fell"
    size = formats.share(abs(percent) / 100)
    return Sentence(f"{title} {way} by {size} to {value} {period}.", tone(measured))


def describe_change(
    measured: MeasuredMetric, formats: Formats, currency: str, period: str, before: str
) -> Sentence:
    """A metric in a period against the like period before; both in words, such as "on Monday"."""
    value = amount(measured, measured.value, formats, currency)
    title = measured.metric.title
    if measured.value is None:
        return Sentence(f"Nothing was sold {period}.")
    known = f"{title} was {value} {period}"
    if measured.change_unavailable_reason:
        return Sentence(f"{known}. {measured.change_unavailable_reason}")
    if measured.before is None:
        return Sentence(f"{known}; nothing was sold {before}.")
    earlier = amount(measured, measured.before, formats, currency)
    return Sentence(f"{known}, {moved(measured, formats)} {before} ({earlier}).", tone(measured))


def moved(measured: MeasuredMetric, formats: Formats) -> str:
    """The change in words that lead on to the period before."""
    value, before = measured.value, measured.before
    if value is None or before is None:
        raise ValueError("Nothing is known to have changed.")
    if measured.metric.unit == "share":
        return _in_points(value - before, formats)
    if before <= 0 or value < 0:
        return "against" if value == before else f"{_word(value - before)} than"
    return _relative(value / before - 1, formats)


def tile(measured: MeasuredMetric, formats: Formats, currency: str) -> Tile:
    """The same as a tile."""
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
    """Whether the change is good news, as far as it can be seen in the numbers as written."""
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
    """A value in the unit of its metric."""
    if value is None:
        return NONE
    if measured.metric.unit == "share":
        return formats.share(value)
    if measured.metric.unit == "money":
        return money(value, formats, currency)
    return formats.number(value)


def money(value: Decimal, formats: Formats, currency: str) -> str:
    """Money as short as it can be read aloud; small amounts to the cent."""
    if abs(value) < 1000 or len(currency) != 3:
        return formats.money(value, currency)
    rounded = Decimal(f"{value:.3g}")
    whole = (rounded.adjusted()) % 3  # digits before the point, less one
    return format_compact_currency(
        rounded, currency, locale=formats.locale, fraction_digits=2 - whole
    )


def growth(share: float | None, formats: Formats) -> str:
    """A known growth as a phrase: "fell by 4.2 %"; nothing can fall by more than everything."""
    if share is None:
        return "has no known change"
    percent = _rounded(Decimal(str(share)) * 100, "0.1")
    if not percent:
        return "stayed level"
    if percent <= -100:
        return "fell to nothing or below"
    return f"{'rose' if percent > 0 else 'fell'} by {formats.share(abs(percent) / 100)}"


def listed(words: list[str]) -> str:
    """Words in a row, the last after "and"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(number: int, one: str, several: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else several}"


def _relative(change: Decimal, formats: Formats) -> str:
    percent = _rounded(change * 100, "0.1")
    if not percent:
        return "as much as"
    if change >= MANIFOLD:
        return f"{formats.number(change + 1, 1)} times as much as"
    return f"{formats.share(abs(percent) / 100)} {_word(change)} than"


def _in_points(difference: Decimal, formats: Formats) -> str:
    points = _rounded(difference * 100, "0.1")
    if not points:
        return "the same as"
    word = "higher" if points > 0 else "lower"
    return f"{formats.number(abs(points), 1)} points {word} than"


def _word(difference: Decimal) -> str:
    return "more" if difference > 0 else "less"


def _rounded(value: Decimal, to: str) -> Decimal:
    return value.quantize(Decimal(to))

"""The headline numbers of judged days, of days ahead, and of rows that could not be read."""

from ecom_platform.serving.queries.metrics.left_out import LeftOut
from ecom_platform.serving.queries.metrics.table_metric import TableNumber

_SERIES = "feed, measure, dimension, dimension_value"
_JUDGED_COLUMNS = (
    "order_date",
    "feed",
    "measure",
    "dimension",
    "dimension_value",
    "actual",
    "expected",
    "amount_at_stake",
    "explanation",
)
_ORDINARY = (
    LeftOut("not judged", "unavailable_reason is not null", "unavailable_reason"),
    LeftOut("judged and found ordinary", "not coalesce(is_anomaly, false)"),
)
_NO_AMOUNT = LeftOut("flagged, but no money is known to be at stake", "amount_at_stake is null")
DAY_NUMBERS = (
    TableNumber(
        name="flagged_days",
        title="Flagged days",
        unit="count",
        definition="Different days on which at least one series was not what the days before let "
        "expect. A series is one measure of a feed, or of one part of it.",
        source="judged-days-of-view",
        sql="count(distinct order_date)",
        counts="is_anomaly",
        left_out=_ORDINARY,
        columns=_JUDGED_COLUMNS,
    ),
    TableNumber(
        name="amount_at_stake",
        title="Money at stake",
        unit="money",
        definition="Revenue of flagged days less what was expected, too much or too little, "
        "without its sign. One bad day shows in many series, so of each feed and day only the "
        "largest amount counts.",
        source="judged-days-of-view",
        sql="coalesce(sum(abs(amount_at_stake)), 0)",
        counts="is_anomaly and is_first and amount_at_stake is not null",
        left_out=(
            *_ORDINARY,
            _NO_AMOUNT,
            LeftOut("a smaller amount of the same day and feed", "not is_first"),
        ),
        columns=_JUDGED_COLUMNS,
        first="partition by currency, coalesce(is_anomaly, false), feed, order_date "
        f"order by abs(amount_at_stake) desc nulls last, {_SERIES}",
    ),
    TableNumber(
        name="largest_amount_at_stake",
        title="Most at stake",
        unit="money",
        definition="The largest difference between revenue and what was expected on one flagged "
        "day of one series, without its sign.",
        source="judged-days-of-view",
        sql="max(abs(amount_at_stake))",
        counts="is_anomaly and is_first and amount_at_stake is not null",
        left_out=(
            *_ORDINARY,
            _NO_AMOUNT,
            LeftOut("not the largest amount, or the same one in another series", "not is_first"),
        ),
        columns=_JUDGED_COLUMNS,
        first="partition by currency, coalesce(is_anomaly, false) order by abs(amount_at_stake) "
        "desc nulls last, measure = 'revenue' desc, dimension = 'total' desc, order_date desc, "
        f"{_SERIES}",
    ),
    TableNumber(
        name="expected_revenue",
        title="Expected revenue",
        unit="money",
        definition="Booked revenue to expect in the days ahead, added up over the days of this "
        "feed and part of the business.",
        source="forecast",
        sql="sum(expected_amount)",
        counts="expected_amount is not null",
        left_out=(LeftOut("no forecast", "expected_amount is null", "unavailable_reason"),),
        columns=(
            "forecast_date",
            "expected_amount",
            "lower_95_amount",
            "upper_95_amount",
            "event_note",
            "model_name",
            "dimension",
            "dimension_value",
        ),
        within=("feed", "dimension"),
    ),
    TableNumber(
        name="unread_rows",
        title="Rows that could not be read",
        unit="count",
        definition="Delivered rows with a value that could not be read, of all days and feeds. "
        "They wait in quarantine and count nowhere else; they leave it when a later file or a "
        "better reading of the feed reads them.",
        source="quarantine",
        sql="count(*)",
        counts="true",
        left_out=(),
        columns=(),
    ),
)

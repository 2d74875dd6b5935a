"""Optional feed of the generic contract: money spent on winning customers, by month or by day.

The cost per customer of a cohort is calculated in `mart_customer_acquisition`.
"""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

_COLUMNS = (
    Column("feed", "feed"),
    Column("acquisition_channel", "acquisition_channel"),
    Column("currency", "currency", required=True),
    Column("amount", "amount", "decimal", scale=4, required=True),
)
_OPTIONAL = frozenset({"feed", "acquisition_channel"})


def _layout(name: str, header: str) -> Layout:
    """A layout whose spend is dated in the column with this header."""
    day = Column("spend_date", header, "date", required=True)
    return Layout(name=name, optional=_OPTIONAL, columns=(day, *_COLUMNS))


FEED = FeedSpec(
    name="acquisition_costs",
    title="Money spent on winning customers, by month or by day.",
    owner="marketing@example.com",
    role="reference",
    date_formats=("%Y-%m-%d", "%Y-%m"),
    date_column="spend_date",
    money="amount",
    currency="currency",
    is_in_facts=False,
    deduplication_key=("layout", "spend_date", "feed", "acquisition_channel", "currency"),
    row_checks={
        "layout = 'by_day' or day(spend_date) = 1": "spend_month is not the first day of a month",
    },
    layouts=(_layout("by_month", "spend_month"), _layout("by_day", "spend_date")),
)

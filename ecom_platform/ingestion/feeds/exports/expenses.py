"""Petty cash of a trade fair: money received and money spent, two ledgers side by side."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

_TITLES = ("Amount",)

FEED = FeedSpec(
    name="expenses",
    title="Petty cash received and spent.",
    owner="finance@example.com",
    role="reference",
    money="coalesce(received_amount, 0) + coalesce(expense_amount, 0)",
    restates="file",
    layouts=(
        Layout(
            name="two_ledgers",
            ignored=frozenset({"index"}),
            columns=(
                Column("received_particular", "Recived Amount"),
                Column("received_amount", "Unnamed: 1", "decimal", nulls=_TITLES),
                Column("expense_particular", "Expance"),
                Column("expense_amount", "Unnamed: 3", "decimal", nulls=_TITLES),
            ),
        ),
    ),
)

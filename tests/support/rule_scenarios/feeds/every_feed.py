"""Stories of the rules that every feed has, one for each feed."""

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from tests.support.rule_scenarios.scenarios import Cells, Mix, Scenarios, Story

_FEW: Mix = ((4, {}),)


def _finally(feed: FeedSpec, clean: str, defect: str, near_miss: str) -> Scenarios:
    """Scenarios that differ in a statement on the ledger after the delivery."""
    return Scenarios(
        *(
            Story(today=((4, {}),), before=_FEW, days=1, finally_=(statement,))
            for statement in (clean, defect, near_miss)
        )
    )


def _odd(cells: Cells) -> Story:
    return Story(today=((4, {}), (1, cells)), before=_FEW, days=1)


def _texts(feed: FeedSpec) -> list[str]:
    return [column.name for column in feed.columns if column.sql_type == "varchar"]


def _required(feed: FeedSpec) -> Scenarios:
    """Without a required column, one that names no day; near is one without an optional column."""
    columns = feed.layouts[0].columns
    needed = [one.name for one in columns if one.required and one.name != feed.date_column]
    optional = [one.name for one in columns if not one.required]
    return Scenarios(
        Story(today=_FEW, before=_FEW, days=1),
        _odd({needed[0]: "null"}),
        _odd({optional[0]: "null"} if optional else {}),
    )


def _accounts(feed: FeedSpec, *outcomes: tuple[str, int, int]) -> str:
    """The outcomes of the rows of a file, each with a number of rows and an amount."""
    values = ", ".join(str(outcome) for outcome in outcomes)
    return f"""
        insert into raw.row_accounts by name
        select feed, file_id, outcome, row_count, amount, 0 as unknown_amount_count
        from (values {values}) as outcomes (outcome, row_count, amount)
        cross join (select feed, min(file_id) as file_id from raw.files
            where feed = '{feed.name}' group by feed)
    """


def _ledger(feed: FeedSpec, quarantined: int, loaded: int) -> str:
    return (
        f"update raw.files set quarantined_count = {quarantined}, loaded_count = {loaded}, "
        f"quarantined_amount = 0 where feed = '{feed.name}'"
    )


def _unread(feed: FeedSpec, status: str) -> str:
    return (
        "insert into raw.files (file_id, feed, file_name, status, message) "
        f"values (99, '{feed.name}', 'a.csv', '{status}', 'a.csv is {status}.')"
    )


def _cut(feed: FeedSpec, number: str) -> str:
    """A record of this number that has too few cells."""
    return (
        "insert into raw.quarantine (feed, file_id, record_number, reason) "
        f"select feed, file_id, {number}, 'the record cannot be split into cells: 3 of 9' "
        f"from raw.files where feed = '{feed.name}'"
    )


def _of(feed: FeedSpec) -> dict[str, Scenarios]:
    text, nothing = _texts(feed)[-1], "select 1"
    table = feed.table
    has_keys = any(column.required for layout in feed.layouts for column in layout.columns)
    return {
        **({"required_columns_have_values": _required(feed)} if has_keys else {}),
        "text_is_readable": Scenarios(
            Story(today=_FEW, before=_FEW, days=1),
            _odd({text: "'M\u00c3\u00bcnchen'"}),
            _odd({text: "'M\u00fcnchen'"}),
        ),
        "columns_are_as_declared": _finally(
            feed,
            nothing,
            f"alter table {table} add column surprise integer",
            f"alter table {table} drop column if exists surprise",
        ),
        "files_are_readable": _finally(
            feed, nothing, _unread(feed, "refused"), _unread(feed, "waiting")
        ),
        "files_end_with_a_whole_record": _finally(
            feed, nothing, _cut(feed, "record_count"), _cut(feed, "record_count - 1")
        ),
        "quarantine_is_small": _finally(
            feed, _ledger(feed, 0, 100), _ledger(feed, 6, 94), _ledger(feed, 5, 95)
        ),
        "quarantine_is_nearly_empty": _finally(
            feed, _ledger(feed, 0, 1000), _ledger(feed, 6, 994), _ledger(feed, 4, 200)
        ),
        "records_are_accounted_for": _finally(
            feed,
            nothing,
            "update raw.files set record_count = record_count + 1",
            "update raw.files set record_count = record_count + 1, blank_count = 1",
        ),
        "rows_and_money_add_up": _finally(
            feed,
            nothing,
            _accounts(feed, ("read", 2, 10), ("live", 2, 9)),
            _accounts(feed, ("read", 2, 10), ("live", 1, 6), ("quarantined", 1, 4)),
        ),
    }


SCENARIOS: dict[str, Scenarios] = {
    f"{feed.name}.{name}": scenarios
    for feed in all_feeds().values()
    for name, scenarios in _of(feed).items()
}

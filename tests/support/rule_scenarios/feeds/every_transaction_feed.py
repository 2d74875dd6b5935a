"""Stories of the rules that every feed of transactions has, one for each feed."""

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from tests.support.rule_scenarios.scenarios import LAST_DAY, Mix, Scenarios, Story, today

_FEW: Mix = ((5, {}),)
_HOLI = "'Holi' as event_name, 'holiday' as event_kind, false as is_superseded"
_EMPTIED = {
    "amazon_sale_report": "ship_city",
    "online_retail": "country",
    "order_lines": "ship_city",
}


def _without(feed: FeedSpec, day: str) -> tuple[str, ...]:
    """A day is taken out of the newest state of raw."""
    return (
        f"delete from {feed.table} where cast({feed.date_column} as date) = {day}",
        f"delete from raw.day_fingerprints where order_date = {day}",
    )


def _restated(feed: FeedSpec, lines: int) -> tuple[str, ...]:
    """The day before the newest loses lines, and has another fingerprint."""
    day = f"{LAST_DAY} - 3"
    restated = f"cast({feed.date_column} as date) = {day} and record_number >= {lines}"
    return (
        f"delete from {feed.table} where {restated}",
        f"update raw.day_fingerprints set content_fingerprint = 'new' where order_date = {day}",
    )


def _other(days_ahead: int) -> str:
    """A feed beside it, with a newest day so many days after the one this feed brings."""
    return (
        "insert into raw.day_fingerprints "
        f"values ('another', {LAST_DAY} + {days_ahead}, 'f', 1, 'f')"
    )


def _far(feed: FeedSpec, moved: str) -> Story:
    return Story(today=((4, {}), (1, {feed.date_column or "": moved})), before=_FEW, days=60)


def _nights(nights: int) -> tuple[str, ...]:
    """SQL that stores nights which brought days, and then nights which brought none."""
    return (
        "delete from quality.nights",
        f"""
        insert into quality.nights
        select table_name, range, {LAST_DAY}, {LAST_DAY}, false
        from (select distinct table_name from quality.checked_days) cross join range({nights})
        """,
        "update quality.checked_days set batch = 5",
    )


def _file(feed: FeedSpec, number: int, rows: int) -> str:
    """One more file of the feed."""
    return (
        "insert into raw.files (file_id, feed, file_name, status, loaded_count) "
        f"values ({number}, '{feed.name}', 'late.csv', 'loaded', {rows})"
    )


def _of_nights(feed: FeedSpec) -> dict[str, Scenarios]:
    return {
        "keeps_pace_with_other_feeds": Scenarios(
            Story(today=_FEW, before=_FEW, days=5),
            Story(today=_FEW, before=_FEW, days=5, meanwhile=(_other(4),)),
            Story(today=_FEW, before=_FEW, days=5, meanwhile=(_other(0),)),
        ),
        "new_days_keep_coming": Scenarios(
            Story(today=_FEW, before=_FEW, days=5),
            Story(today=_FEW, before=_FEW, days=5, finally_=_nights(4)),
            Story(today=_FEW, before=_FEW, days=5, finally_=_nights(3)),
        ),
        "newest_file_has_rows": Scenarios(
            Story(today=_FEW, before=_FEW, days=5),
            Story(today=_FEW, before=_FEW, days=5, finally_=(_file(feed, 900, 0),)),
            Story(
                today=_FEW,
                before=_FEW,
                days=5,
                finally_=(_file(feed, 900, 0), _file(feed, 901, 1)),
            ),
        ),
    }


def _of(feed: FeedSpec) -> dict[str, Scenarios]:
    many: Mix = ((40, {}),)
    found = _of_nights(feed) | {
        "no_day_is_missing": Scenarios(
            Story(today=_FEW, before=_FEW, days=70),
            Story(today=_FEW, before=_FEW, days=70, finally_=_without(feed, f"{LAST_DAY} - 2")),
            Story(
                today=_FEW,
                before=_FEW,
                days=70,
                finally_=(
                    *_without(feed, f"{LAST_DAY} - 2"),
                    f"insert into raw.events by name select {LAST_DAY} - 2 as event_date, {_HOLI}",
                ),
            ),
        ),
        "days_hang_together": Scenarios(
            Story(today=_FEW, before=_FEW, days=60),
            _far(feed, f"{LAST_DAY} + 365"),
            _far(feed, f"{LAST_DAY} + 30"),
        ),
        "passed_days_stay": Scenarios(
            Story(today=_FEW, before=_FEW, days=5),
            Story(today=_FEW, before=_FEW, days=5, finally_=_without(feed, f"{LAST_DAY} - 2")),
            Story(today=_FEW, before=_FEW, days=5, finally_=_without(feed, LAST_DAY)),
        ),
        "passed_days_keep_their_size": Scenarios(
            Story(before=many, days=5),
            Story(before=many, days=5, finally_=_restated(feed, 30)),
            Story(before=many, days=5, finally_=_restated(feed, 38)),
        ),
    }
    if feed.name in _EMPTIED:
        emptied = {_EMPTIED[feed.name]: "null"}
        found["columns_stay_filled"] = today(((40, emptied),), ((39, emptied), (1, {})))
    return found


SCENARIOS: dict[str, Scenarios] = {
    f"{feed.name}.{name}": scenarios
    for feed in all_feeds().values()
    if feed.role == "transactions"
    for name, scenarios in _of(feed).items()
}

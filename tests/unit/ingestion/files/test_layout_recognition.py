"""A header belongs to one layout or to none; columns that no layout has make no feed of it."""

import pytest

from ecom_platform.errors import LayoutError
from ecom_platform.ingestion.feeds.feed import normal_header
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.layout_recognition import recognise
from tests.support.files.order_files import HEADER

LAYOUTS = [
    (feed, layout)
    for feed in all_feeds().values()
    for layout in feed.layouts
    if not layout.is_inner
]
NAMES = [f"{feed.name}/{layout.name}" for feed, layout in LAYOUTS]
TOO_FEW_COLUMNS = {"customers", "products"}  # one required column would make any table theirs
NUMBERED_COLUMNS = {"expenses", "warehouse_rates"}  # another column would shift the others
ORDER = HEADER.split(",")


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_column_is_left_unused_or_the_file_refused_but_never_of_another_feed(
    name: str,
) -> None:
    feed, layout = LAYOUTS[NAMES.index(name)]
    header = [*(column.header for column in layout.columns), "my remark"]
    if feed.name in TOO_FEW_COLUMNS | NUMBERED_COLUMNS:
        with pytest.raises(LayoutError):
            recognise(header, all_feeds().values(), "a.csv")
        return
    recognised = recognise(header, all_feeds().values(), "a.csv")
    assert (recognised.feed.name, recognised.layout.name) == (feed.name, layout.name)
    assert recognised.unused == ("my remark",)


@pytest.mark.parametrize("one", NAMES)
def test_the_columns_of_two_feeds_together_are_never_of_the_smaller_one(one: str) -> None:
    feed, layout = LAYOUTS[NAMES.index(one)]
    for other_feed, other in LAYOUTS:
        both = sorted({*layout.known_headers, *other.known_headers})
        try:
            found = recognise(both, all_feeds().values(), "a.csv")
        except LayoutError:
            continue
        assert found.layout.required_headers <= {*map(normal_header, both)}
        assert found.feed.name in {feed.name, other_feed.name}
        assert len(found.layout.required_headers) >= 3 or not found.unused


@pytest.mark.parametrize(
    ("unknown", "column"),
    [
        ("discount", "discount_amount"),
        ("Discount Total", "discount_amount"),
        ("discount_amnt", "discount_amount"),
        ("tax", "tax_amount"),
        ("cost", "unit_cost"),
        ("customer-ids", "customer_id"),
        ("city", "ship_city"),
        ("updated", "updated_at"),
    ],
)
def test_a_column_that_may_be_one_of_ours_is_not_left_unused(unknown: str, column: str) -> None:
    with pytest.raises(LayoutError, match=f"'{unknown}', which may be '{column}'"):
        recognise([*ORDER, unknown], all_feeds().values(), "a.csv")


SPELLINGS = {
    "upper": [name.upper() for name in ORDER],
    "title": [f" {name.replace('_', '  ').title()} " for name in ORDER],
    "hyphens": [name.replace("_", "-") for name in ORDER],
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_case_blanks_underscores_and_hyphens_of_a_header_are_equal(spelling: str) -> None:
    recognised = recognise(SPELLINGS[spelling], all_feeds().values(), "a.csv")
    assert recognised.feed.name == "order_lines"
    assert len(recognised.cell_positions) == len(ORDER)


def test_one_column_in_two_spellings_is_refused() -> None:
    with pytest.raises(LayoutError, match="has the column 'order_id' twice"):
        recognise([*ORDER, "Order Id"], all_feeds().values(), "a.csv")


def test_no_two_columns_of_a_layout_have_equal_headers() -> None:
    for feed, layout in LAYOUTS:
        headers = [normal_header(column.header) for column in layout.columns]
        assert len(headers) == len(set(headers)), feed.name

"""The demo company: deterministic, equal to its known truth, and careful with other files."""

import hashlib
import json
import resource
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ecom_platform.demo.company.demo_company import generate
from ecom_platform.demo.company.known_truth import Sum, Truth
from ecom_platform.errors import PlatformError

DAYS, LINES = 120, 20_000
STATE_OF_STATUS = """case
    when Status = 'Cancelled' then 'cancelled'
    when Status in ('Pending', 'Pending - Waiting for Pick Up', 'Shipping') then 'pending'
    when Status in ('Shipped - Damaged', 'Shipped - Lost in Transit') then 'lost'
    when Status = 'Shipped - Delivered to Buyer' then 'delivered'
    when Status in ('Shipped - Rejected by Buyer', 'Shipped - Returned to Seller',
                    'Shipped - Returning to Seller') then 'returned'
    else 'shipped' end"""


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "landing"


@pytest.fixture(scope="module")
def truth(landing: Path) -> Truth:
    return generate(landing, days=DAYS, lines=LINES)


def _hash_by_file(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def test_the_same_seed_gives_the_same_bytes(landing: Path, truth: Truth, tmp_path: Path) -> None:
    again = generate(tmp_path / "landing", days=DAYS, lines=LINES)
    assert again == truth
    assert _hash_by_file(tmp_path / "landing") == _hash_by_file(landing)


def test_another_seed_gives_another_company(truth: Truth, tmp_path: Path) -> None:
    other = generate(tmp_path / "landing", seed=8, days=DAYS, lines=LINES)
    assert other.feeds["order_lines"].total() != truth.feeds["order_lines"].total()


def test_the_landing_folder_holds_exactly_the_files_named(landing: Path, truth: Truth) -> None:
    assert sorted(path.name for path in landing.iterdir()) == list(truth.files)


def test_the_number_of_lines_is_about_the_requested_one(truth: Truth) -> None:
    lines = sum(feed.total().lines for feed in truth.feeds.values())
    assert LINES * 0.9 < lines < LINES * 1.1


def test_every_ladder_adds_up(truth: Truth) -> None:
    for feed in truth.feeds.values():
        for currency in feed.currencies:
            ladder = feed.ladder(currency)
            steps = sum(ladder[step] for step in ("cancelled", "pending", "returned", "lost"))
            assert ladder["booked"] - steps == ladder["kept"], (feed.feed, currency)


def test_the_written_truth_holds_amounts_as_text(landing: Path, truth: Truth) -> None:
    written = json.loads((landing.parent / "demo_truth" / "truth.json").read_text())
    amazon = written["feeds"]["amazon_sale_report"]
    assert amazon["total"]["amount"] == str(truth.feeds["amazon_sale_report"].total().amount)
    assert isinstance(amazon["cells"][0]["amount"], str)


def test_the_deduplicated_marketplace_files_equal_the_truth(landing: Path, truth: Truth) -> None:
    feed = truth.feeds["amazon_sale_report"]
    rows = duckdb.sql(f"""
        with extracts as (
            select *, regexp_extract(filename, '\\d{{4}}-\\d\\d-\\d\\d') as extract
            from read_csv('{landing}/Amazon*', all_varchar=true, header=true, filename=true)),
        deduplicated as (
            select *, extract = max(extract) over (partition by "Order ID", SKU) as is_active
            from extracts)
        select is_active, {STATE_OF_STATUS} as state, count(*), sum(Qty::bigint),
            coalesce(sum(Amount::decimal(18, 2)), 0)
        from deduplicated group by all
    """).fetchall()
    states = {state: Sum(*sums) for is_active, state, *sums in rows if is_active}
    assert states == {state: feed.total(state=state) for state in states}
    assert sum(sums.lines for sums in states.values()) == feed.total().lines
    assert sum(row[2] for row in rows if not row[0]) == feed.repeats.lines
    assert sum((row[4] for row in rows if not row[0]), Decimal(0)) == feed.repeats.amount


def test_the_deduplicated_webshop_files_equal_the_truth(landing: Path, truth: Truth) -> None:
    feed = truth.feeds["order_lines"]
    columns = """order_id, line_id, ordered_at::varchar as ordered_at,
        quantity::varchar as quantity,
        unit_price::varchar as unit_price, discount_amount::varchar as discount_amount,
        currency, status, updated_at::varchar as updated_at"""
    con = duckdb.connect()
    con.sql(f"""
        create table lines as with versions as (
            select {columns} from read_csv('{landing}/webshop order lines*.csv', all_varchar=true)
            union all by name
            select {columns} from '{landing}/*.parquet'),
        readable as (
            select *, quantity::bigint as units,
                (quantity::bigint * unit_price::decimal(18, 4))::decimal(18, 2)
                - coalesce(discount_amount::decimal(18, 2), 0) as amount
            from versions
            where try_cast(quantity as bigint) is not null
              and try_cast(ordered_at as timestamp) is not null)
        select currency, status, units < 0,
            row_number() over (partition by order_id, line_id order by updated_at desc) = 1
                as is_active, count(*) over (), units, amount
        from readable
    """)
    sums = con.sql("""select is_active, count(*), sum(units), sum(amount)
        from lines group by all""").fetchall()
    totals = {row[0]: Sum(*row[1:]) for row in sums}
    assert totals[True] == feed.total(channel="Webshop")
    assert totals[False] == feed.repeats
    kept = con.sql("""select coalesce(sum(amount), 0) from lines
        where is_active and currency = 'GBP'
        and (units < 0 or status in ('shipped', 'delivered'))""").fetchall()
    assert kept == [(feed.ladder("GBP")["kept"],)]


def test_unreadable_rows_are_counted_with_the_money_that_can_be_read(
    landing: Path, truth: Truth
) -> None:
    unreadable = duckdb.sql(f"""
        select count(*), sum(try_cast(quantity as int) * unit_price::decimal(18, 2)
            - discount_amount::decimal(18, 2))
        from read_csv('{landing}/webshop order lines*.csv', all_varchar=true)
        where try_cast(quantity as int) is null or try_cast(ordered_at as timestamp) is null
    """).fetchall()
    quarantined = truth.feeds["order_lines"].quarantined
    assert unreadable == [(quarantined.lines, quarantined.amount)]


def test_a_folder_with_other_files_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("a,b\n")
    with pytest.raises(PlatformError, match=r"files that the demo did not create \(1\)"):
        generate(tmp_path, days=28, lines=1_000)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_a_second_demo_deletes_the_files_of_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    generate(folder, days=90, lines=2_000)
    smaller = generate(folder, days=28, lines=1_000)
    assert sorted(path.name for path in folder.iterdir()) == list(smaller.files)


def test_a_company_too_small_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlatformError, match="too small"):
        generate(tmp_path / "landing", days=5)


@pytest.mark.slow
def test_ten_times_the_lines_do_not_take_ten_times_the_memory(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    generate(tmp_path / "landing", days=60, lines=600_000)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 600_000, f"{grown} KiB more"

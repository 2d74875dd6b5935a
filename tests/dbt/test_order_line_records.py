"""Which record an order line leads to when files overlap, come again, or come in another order."""

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ecom_platform.ingestion.load.load_landing import load_landing
from tests.support.files.file_bytes import gzipped
from tests.support.files.order_files import order_line, order_lines_file
from tests.support.platform.company import Company

pytestmark = pytest.mark.slow
AMAZON = (
    "index,Order ID,Date,Status,Fulfilment,Sales Channel ,ship-service-level,Style,SKU,Category,"
    "Size,ASIN,Courier Status,Qty,currency,Amount,ship-city,ship-state,ship-postal-code,"
    "ship-country,promotion-ids,B2B,fulfilled-by,Unnamed: 22"
)
PLACES = """
    select order_id, amount::float, file_name, record_number
    from marts.fct_order_items
    left join provenance.order_line_records using (order_line_id, source_fingerprint)
    order by all
"""


def _land(company: Company, name: str, text: str) -> None:
    """Drop a file in the format its name says, and load it."""
    path = company.settings.landing_folder / name
    if name.endswith(".parquet"):
        header, *rows = csv.reader(io.StringIO(text))
        columns = {name: [row[place] for row in rows] for place, name in enumerate(header)}
        pq.write_table(pa.table(columns), path)
    else:
        path.write_bytes(gzipped(text) if name.endswith(".gz") else text.encode())
    report = load_landing(company.settings)
    assert not report.refused, report


def test_of_overlapping_files_each_line_leads_to_the_record_that_counts(company: Company) -> None:
    _land(company, "1.csv", order_lines_file(order_line("A"), order_line("B"), order_line("C")))
    _land(company, "2.csv.gz", order_lines_file("Z,1", order_line("C"), order_line("B", price="9")))
    _land(company, "3.parquet", order_lines_file(order_line("D"), order_line("C")))
    company.build()
    assert company.ask(PLACES) == [
        ("A", 20.0, "1.csv", 1),
        ("B", 18.0, "2.csv.gz", 3),
        ("C", 20.0, "3.parquet", 2),
        ("D", 20.0, "3.parquet", 1),
    ]


def test_a_delivery_that_says_the_same_moves_the_place_and_leaves_the_fact(
    company: Company,
) -> None:
    _land(company, "1.csv", order_lines_file(order_line("A"), order_line("B")))
    company.build()
    company.ask("update marts.fct_order_items set ship_city = 'as built before'")
    _land(company, "2.csv", order_lines_file(order_line("B"), order_line("A")))
    company.build()
    assert company.ask("select distinct ship_city from marts.fct_order_items") == [
        ("as built before",)
    ]
    assert company.ask(PLACES) == [("A", 20.0, "2.csv", 2), ("B", 20.0, "2.csv", 1)]


def test_equal_lines_keep_their_own_records_when_the_file_comes_in_another_order(
    company: Company,
) -> None:
    """They differ in the city alone; the fact is not built again, as the day says the same."""

    def sold(city: str) -> str:
        return (
            f"0,405-1,04-30-22,Shipped,Amazon,Amazon.in,Standard,SET1,SET1-S,Set,S,B0,Shipped,1,INR,"
            f"600.00,{city},GOA,400081,IN,,False,,"
        )

    cities = """
        select ship_city, file_name, record_number from marts.fct_order_items
        inner join provenance.order_line_records using (order_line_id, source_fingerprint)
        order by all
    """
    _land(company, "a.csv", "\n".join([AMAZON, sold("PANAJI"), sold("MARGAO"), sold("PANAJI"), ""]))
    company.build()
    first = company.ask(cities)
    assert [(city, number) for city, _, number in first if city == "MARGAO"] == [("MARGAO", 2)]
    _land(company, "b.csv", "\n".join([AMAZON, sold("MARGAO"), sold("PANAJI"), sold("PANAJI"), ""]))
    company.build()
    assert company.ask(cities) == [
        ("MARGAO", "b.csv", 1),
        ("PANAJI", "b.csv", 2),
        ("PANAJI", "b.csv", 3),
    ]

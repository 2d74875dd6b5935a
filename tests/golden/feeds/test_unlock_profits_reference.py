"""Stock, price lists and what the seller's data cannot say: S-01 to S-04, P-01 to P-11, 5.6."""

from decimal import Decimal

import pytest

from tests.support.platform.published import Ask, one

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("unlock_profits")]

GOODS = "marts.fct_order_items where feed = 'international_sale_report' and line_kind = 'goods'"
AMAZON = "marts.fct_order_items where feed = 'amazon_sale_report'"
STOCK = "marts.fct_stock_levels where feed = 'stock_report'"
MARKETPLACES = "ajio amazon amazon_fba flipkart limeroad myntra paytm snapdeal"
LIST_SUMS = (
    "768037.45 2854908.45 2890083.45 2906391.45 2897954.45 2906391.45 2900354.45 "
    "2900166.45 2900042.45 2894366.45 2895966.45"
)


def test_real_rows_and_pieces(published_unlock_profits: Ask) -> None:
    sql = f"""
        select count(*), sum(stock), sum(stock) filter (where sku is not null),
            sum(stock) filter (where sku is null and cell_errors is null),
            sum(stock) filter (where cell_errors like '%#REF!%') from {STOCK}
    """
    assert one(published_unlock_profits, sql) == (9_235, 242_386, 242_369, 16, 1)


def test_blank_broken_and_valid_units(published_unlock_profits: Ask) -> None:
    sql = f"""
        select count(*) filter (where sku is null and cell_errors is null),
            count(*) filter (where cell_errors like '%#REF!%'), count(sku), count(distinct sku)
        from {STOCK}
    """
    assert one(published_unlock_profits, sql) == (47, 15, 9_173, 9_169)


def test_units_listed_twice_count_once(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        f"select sku, stock from {STOCK} and not is_preferred order by sku"
    )
    assert rows == [
        ("PJNE3404-KR-4XL", 0),
        ("PJNE3404-KR-5XL", 0),
        ("PJNE3405-KR-5XL", 0),
        ("PJNE3405-KR-6XL", 0),
    ]


def test_the_ledger_lists_1014_styles(published_unlock_profits: Ask) -> None:
    sql = """
        select count(distinct style), sum(stock) from marts.fct_stock_levels
        where feed = 'international_sale_report' and is_preferred
    """
    assert one(published_unlock_profits, sql) == (1_014, 204_798)


@pytest.mark.parametrize("month", ["2021-03-01", "2022-05-01"])
def test_each_list(published_unlock_profits: Ask, month: str) -> None:
    sql = f"""
        select count(*), count(distinct sku), count(distinct style_id), count(transfer_price),
            count(*) filter (where cell_errors like '%#VALUE!%'), sum(transfer_price),
            sum(mrp_old), sum(final_mrp_old), sum(amazon_mrp), sum(ajio_mrp),
            sum(amazon_fba_mrp), sum(flipkart_mrp), sum(limeroad_mrp), sum(myntra_mrp),
            sum(paytm_mrp), sum(snapdeal_mrp)
        from marts.fct_list_prices where list_date = date '{month}'
    """
    found = one(published_unlock_profits, sql)
    assert found[:2] == (1_330, 1_330)
    assert found[2:5] == (254, 1_324, 6)
    assert found[5:] == tuple(
        map(
            Decimal,
            LIST_SUMS.split(),
        )
    )


def test_the_second_tier_is_81_per_cent(published_unlock_profits: Ask) -> None:
    sql = """
        select sum(second_transfer_price), count(second_transfer_price),
            count(*) filter (where abs(second_transfer_price - 0.81 * transfer_price) < 0.01)
        from marts.fct_list_prices where list_date = date '2021-03-01'
    """
    assert one(published_unlock_profits, sql) == (Decimal("622110.33"), 1_324, 1_324)


def test_cells_without_a_value(published_unlock_profits: Ask) -> None:
    blanks = ", ".join(
        f"count(*) filter (where {name} is null)"
        for name in ("weight", "catalog", "category", *(f"{m}_mrp" for m in MARKETPLACES.split()))
    )
    rows = published_unlock_profits(
        f"select {blanks} from marts.fct_list_prices group by list_date"
    )
    assert rows == [(73, 73, 73, 37, 37, 37, 37, 37, 31, 37, 37)] * 2


def test_the_lists_differ_in_two_style_ids_only(published_unlock_profits: Ask) -> None:
    prices = "transfer_price mrp_old final_mrp_old ajio_mrp amazon_mrp amazon_fba_mrp"
    prices += " flipkart_mrp limeroad_mrp myntra_mrp paytm_mrp snapdeal_mrp"
    differs = " or ".join(f"may.{p} is distinct from march.{p}" for p in prices.split())
    sql = f"""
        select count(*), count(*) filter (where {differs}),
            count(*) filter (where may.style_id <> march.style_id)
        from marts.fct_list_prices as may
        join marts.fct_list_prices as march using (sku)
        where may.list_date = date '2022-05-01' and march.list_date = date '2021-03-01'
    """
    assert one(published_unlock_profits, sql) == (1_330, 0, 2)


def test_no_sold_or_stocked_article_is_in_a_list(published_unlock_profits: Ask) -> None:
    sql = """
        with listed as (
            select upper(sku) as word from marts.fct_list_prices
            union select upper(style_id) from marts.fct_list_prices
        )
        select
            (select count(*) from marts.fct_order_items
             where upper(sku) in (from listed) or upper(style) in (from listed)),
            (select count(*) from marts.fct_stock_levels
             where upper(sku) in (from listed) or upper(style) in (from listed))
    """
    assert one(published_unlock_profits, sql) == (0, 0)


def test_style_and_size_find_the_stocked_article(published_unlock_profits: Ask) -> None:
    stocked = f"(select product_id from {STOCK} and product_id is not null)"
    found = "count(*), sum(amount), count(*) filter (where sku is null)"
    international = one(
        published_unlock_profits, f"select {found} from {GOODS} and product_id in {stocked}"
    )
    amazon = one(
        published_unlock_profits,
        f"""
        select count(*), count(distinct sku), sum(amount)
        from {AMAZON} and product_id in {stocked}
        """,
    )
    assert international[:2] == (12_342, Decimal("10718281.19"))
    assert amazon == (128_862, 7_115, Decimal("78541115.20"))


def test_no_customer_is_invented(published_unlock_profits: Ask) -> None:
    assert one(published_unlock_profits, f"select count(customer_id) from {AMAZON}") == (0,)
    assert published_unlock_profits(
        "select feed, count(*) from marts.dim_customers group by all"
    ) == [("international_sale_report", 149)]


def test_no_line_has_a_cost_and_each_says_why(published_unlock_profits: Ask) -> None:
    sql = """
        select count(unit_cost), count(*) filter (where margin_unavailable_reason is null)
        from marts.fct_order_items
    """
    assert one(published_unlock_profits, sql) == (0, 0)


def test_partners_have_two_types(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        "select partner_type, count(*) from marts.dim_partners where is_current group by all"
    )
    assert dict(rows) == {"trade account": 149, "sales programme": 3}


def test_petty_cash_keeps_its_figures(published_unlock_profits: Ask) -> None:
    sql = """
        select sum(received_amount) filter (where received_particular <> 'Total'),
            sum(expense_amount) filter (
                where expense_particular is not null and expense_particular <> 'Pending Amount'
            )
        from marts.fct_expenses
    """
    assert one(published_unlock_profits, sql) == (Decimal("5000.00"), Decimal("8095.00"))

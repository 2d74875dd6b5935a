"""What checks cost: rules of the rulebook against `dbt test` with the same forty checks.

Both look at an order fact of ten million lines, stored in date order: the nightly rules at its
newest day, the weekly ones and dbt at everything. Of the rules counts what they add to the process
of the night, of dbt the command. Run it with `python benchmarks/<this file>`.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from ecom_platform.quality.evaluation.check_table import check_rules
from ecom_platform.quality.evaluation.day_selection import Scope
from ecom_platform.quality.rules.rule import Row, Rule, Unique

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
TABLE = "marts.fct_order_items"
GOALS: Mapping[Scope, float] = {"changed": 1 / 50, "everything": 1 / 2}
STATES = "'cancelled', 'pending', 'shipped', 'delivered', 'returned', 'lost'"
FILLED = [
    *("order_line_id", "feed", "order_id", "order_date", "channel", "partner_id", "customer_id"),
    *("product_id", "sku", "style", "size", "category", "line_kind", "quantity", "amount"),
    *("currency", "order_state", "is_kept", "unit_cost", "tax_amount", "discount_amount"),
    "source_fingerprint",
]
PREDICATES = {
    "amounts_are_positive": "amount > 0",
    "amounts_are_plausible": "amount < 100000",
    "quantities_are_positive": "quantity > 0",
    "quantities_are_plausible": "quantity < 1000",
    "states_are_known": f"order_state in ({STATES})",
    "kinds_are_known": "line_kind in ('goods', 'service')",
    "currencies_are_codes": "length(currency) = 3",
    "kept_lines_were_sent": "not is_kept or order_state in ('shipped', 'delivered')",
    "costs_are_below_prices": "unit_cost * quantity <= amount",
    "costs_are_positive": "unit_cost >= 0",
    "taxes_are_below_amounts": "tax_amount <= amount",
    "discounts_are_not_negative": "discount_amount >= 0",
    "skus_are_upper_case": "sku = upper(sku)",
    "sizes_are_known": "size in ('S', 'M', 'L', 'XL')",
    "orders_have_the_form": "order_id like 'O-%'",
    "days_are_of_the_fact": "order_date >= date '2020-01-01'",
    "amounts_fit_quantities": "amount = quantity * unit_price",
}


def rules() -> list[Rule]:
    """Forty checks: every column filled, predicates on rows, one key unique."""
    checks: dict[str, Row | Unique] = {
        f"{name}_is_filled": Row(f"{name} is not null") for name in FILLED
    }
    checks |= {name: Row(predicate) for name, predicate in PREDICATES.items()}
    checks["lines_are_unique"] = Unique(("order_line_id",))
    return [
        Rule(name, TABLE, f"{name}.", "validity", check, "error", "shop@example.com")
        for name, check in checks.items()
    ]


def make_fact(path: Path, lines: int) -> None:
    """A warehouse with the fact and the fingerprints of its days, three years in date order."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema raw")
        connection.execute(
            f"""
            create table {TABLE} as
            select md5(cast(i as varchar)) as order_line_id, 'order_lines' as feed,
                'O-' || i // 2 as order_id,
                date '2022-01-01' + cast(i * 1095 // {lines} as integer) as order_date,
                ['Webshop', 'Marketplace', 'Store'][cast(hash(i) % 3 as bigint) + 1] as channel,
                'P-' || hash(i, 1) % 50 as partner_id,
                'C-' || hash(i // 2) % 900000 as customer_id,
                'A-' || hash(i, 2) % 50000 as product_id, 'A-' || hash(i, 2) % 50000 as sku,
                'ST-' || hash(i, 2) % 9000 as style,
                ['S', 'M', 'L', 'XL'][cast(hash(i, 3) % 4 as bigint) + 1] as size,
                'Category ' || hash(i, 2) % 12 as category,
                'goods' as line_kind, cast(1 + hash(i, 4) % 3 as bigint) as quantity,
                cast(10 + hash(i, 5) % 9000 / 100 as decimal(18, 2)) as unit_price,
                cast(
                    (1 + hash(i, 4) % 3) * cast(10 + hash(i, 5) % 9000 / 100 as decimal(18, 2))
                    as decimal(18, 2)
                ) as amount,
                ['EUR', 'USD', 'GBP'][cast(hash(i // 2, 6) % 3 as bigint) + 1] as currency,
                list_extract(
                    ['shipped', 'delivered', 'returned', 'cancelled'],
                    cast(hash(i, 7) % 4 as bigint) + 1
                ) as order_state,
                hash(i, 7) % 4 < 2 as is_kept,
                cast(1 + hash(i, 8) % 900 / 100 as decimal(18, 4)) as unit_cost,
                cast(hash(i, 9) % 1000 / 100 as decimal(18, 2)) as tax_amount,
                cast(hash(i, 10) % 500 / 100 as decimal(18, 2)) as discount_amount,
                md5(cast(i * 1095 // {lines} as varchar)) as source_fingerprint
            from range({lines}) as numbers(i)
            """
        )
        connection.execute(
            f"""
            create table raw.day_fingerprints as
            select distinct feed, order_date, source_fingerprint as fingerprint from {TABLE}
            order by order_date
            """
        )


def check(path: Path, scope: Scope) -> float:
    """Look at the fact as a night or a week does; the CPU seconds it added to this process."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("select ?::date", [date(2022, 1, 1)]).fetchall()  # what it loads lazily
        begun = time.process_time()
        check_results = check_rules(connection, rules(), scope)
        spent = time.process_time() - begun
    wrong = [one.sentence for one in check_results if one.status != "pass"]
    if wrong:
        sys.exit("\n".join(wrong))
    return spent


def redeliver_newest_day(path: Path) -> None:
    """Let the newest day look changed, as a new day does."""
    with duckdb.connect(str(path)) as connection:
        for table, column in (
            (TABLE, "source_fingerprint"),
            ("raw.day_fingerprints", "fingerprint"),
        ):
            connection.execute(
                f"update {table} set {column} = 'new' "
                f"where order_date = (select max(order_date) from {table})"
            )


def write_dbt_project(folder: Path) -> None:
    """The same forty checks as dbt tests, each showing the rows that fail it."""
    (folder / "tests").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(
        "name: checks\nversion: 1.0.0\nprofile: checks\ntest-paths: [tests]\n"
        "flags: {send_anonymous_usage_stats: false}\n"
    )
    (folder / "profiles.yml").write_text(
        "checks:\n  target: duckdb\n  outputs:\n    duckdb:\n      type: duckdb\n"
        "      path: \"{{ env_var('DBT_WAREHOUSE_PATH') }}\"\n      threads: 1\n"
    )
    for rule in rules():
        (folder / "tests" / f"{rule.name}.sql").write_text(_failing(rule))


def _failing(rule: Rule) -> str:
    if isinstance(rule.check, Unique):
        columns = ", ".join(rule.check.columns)
        return f"select {columns} from {TABLE} group by {columns} having count(*) > 1"
    assert isinstance(rule.check, Row)
    return f"select * from {TABLE} where not coalesce({rule.check.holds}, false)"


def _tested(warehouse: Path, folder: Path) -> float:
    """CPU seconds of the command `dbt test`, on a project it has parsed before."""
    write_dbt_project(folder)
    places = ["--project-dir", str(folder), "--profiles-dir", str(folder)]
    _dbt(["parse", *places], warehouse)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _dbt(["test", *places], warehouse)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _dbt(arguments: list[str], warehouse: Path) -> None:
    environment = {**os.environ, "DBT_WAREHOUSE_PATH": str(warehouse)}
    command = [str(BIN / "dbt"), "-q", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def measure(lines: int) -> int:
    """Measure all three, print the ratios, and fail when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder) / "warehouse.duckdb"
        make_fact(warehouse, lines)
        check(warehouse, "changed")  # a night has been there before
        seconds: dict[Scope, float] = {"everything": check(warehouse, "everything")}
        redeliver_newest_day(warehouse)
        seconds["changed"] = check(warehouse, "changed")
        dbt = _tested(warehouse, Path(folder) / "dbt")
    print(f"{lines:,} lines, {len(rules())} checks: dbt test {dbt:.2f} CPU s")
    ratios = {scope: spent / dbt for scope, spent in seconds.items()}
    for scope, ratio in ratios.items():
        print(f"{scope}: {seconds[scope]:.2f} CPU s, ratio {ratio:.4f}, goal {GOALS[scope]:.4f}")
    return 0 if all(ratios[scope] <= GOALS[scope] for scope in GOALS) else 1


def main() -> int:
    """Measure with as many lines as are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000_000, help="lines of the fact")
    return measure(parser.parse_args().lines)


if __name__ == "__main__":
    sys.exit(main())

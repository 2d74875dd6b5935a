"""The real feeds, read again with pandas alone, to compare the marts with.

Only what golden tests need to recompute a mart from single lines belongs here; nothing here may
use the platform's own code.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

BLOCK_A = 18_635  # goods of the wholesale ledger: the records before the first inner header
SECOND_SHEET = 525_461  # first record of the second yearly sheet of Online Retail II
SIZES = {"3XL": "XXXL"}
SERVICES = {"POST", "DOT", "M", "D", "C2", "C3", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK"}


def international_goods(folder: Path) -> pd.DataFrame:
    """Goods lines of the wholesale ledger, of repeated extracts only the last."""
    raw = pd.read_csv(folder / "International sale Report.csv", dtype=str, low_memory=False)
    raw = raw.iloc[:BLOCK_A]
    lines = pd.DataFrame(
        {
            "date": pd.to_datetime(raw["DATE"], format="%m-%d-%y"),
            "customer": raw["CUSTOMER"].str.split().str.join(" ").str.upper(),
            "product": raw["Style"].str.upper() + "/" + _size(raw["Size"]),
            "units": raw["PCS"].map(Decimal).astype(int),
            "amount": raw["GROSS AMT"].map(Decimal),
        }
    )
    section = (lines["date"].diff() < pd.Timedelta(0)).cumsum()
    last = section.groupby([lines["date"], lines["customer"]]).transform("max")
    lines = lines[section == last].copy()
    lines["order"] = lines["customer"] + " " + lines["date"].dt.strftime("%Y-%m-%d")
    lines["month"] = lines["date"].dt.to_period("M")
    lines["is_purchase"] = True
    return lines


def online_retail_goods(folder: Path) -> pd.DataFrame:
    """Goods lines of Online Retail II, of invoices in both sheets only the second sheet's."""
    raw = pd.read_csv(folder / "online_retail_II.csv.gz", dtype=str)
    sheet = pd.Series((raw.index >= SECOND_SHEET).astype(int), raw.index)
    raw = raw[sheet == sheet.groupby(raw["Invoice"]).transform("max")]
    code = raw["StockCode"].str.strip().str.upper()
    is_service = code.isin(SERVICES) | code.str.startswith(("ADJUST", "GIFT", "TEST"))
    is_note = raw["Invoice"].str.startswith("A")
    is_correction = raw["Quantity"].str.startswith("-") & ~raw["Invoice"].str.startswith("C")
    lines = pd.DataFrame(
        {
            "order": raw["Invoice"],
            "customer": raw["Customer ID"].str.removesuffix(".0"),
            "product": code,
            "units": raw["Quantity"].astype(int),
            "month": pd.to_datetime(raw["InvoiceDate"], format="%m/%d/%Y %H:%M").dt.to_period("M"),
            "date": pd.to_datetime(raw["InvoiceDate"], format="%m/%d/%Y %H:%M").dt.normalize(),
            "amount": [
                (Decimal(price) * int(count)).quantize(Decimal("0.01"), "ROUND_HALF_UP")
                for price, count in zip(raw["Price"], raw["Quantity"], strict=True)
            ],
        }
    )[~is_service & ~is_note & ~is_correction]
    worth = lines.groupby("order")["amount"].transform(total).map(lambda money: money > 0)
    lines["is_purchase"] = worth & ~lines["order"].str.startswith("C")
    return lines


def amazon_lines(folder: Path) -> pd.DataFrame:
    """Lines of the Amazon report with the product they name and whether their money is kept."""
    raw = pd.read_csv(folder / "Amazon Sale Report.csv.gz", dtype=str, low_memory=False)
    step = raw["Status"].str.strip().str.removeprefix("Shipped - ")
    kept = {"Shipped", "Delivered to Buyer", "Out for Delivery", "Picked Up"}
    return pd.DataFrame(
        {
            "date": pd.to_datetime(raw["Date"].str.strip(), format="%m-%d-%y"),
            "product": raw["Style"].str.strip().str.upper() + "/" + _size(raw["Size"]),
            "units": raw["Qty"].astype(int),
            "amount": raw["Amount"].map(_money),
            "step": step,
            "is_kept": step.isin(kept),
        }
    )


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of money, exactly."""
    return sum(amounts, Decimal(0))


def _size(sizes: "pd.Series[Any]") -> "pd.Series[Any]":
    return sizes.str.strip().str.upper().replace(SIZES)


def _money(text: Any) -> Decimal:
    return Decimal(0) if pd.isna(text) else Decimal(text)

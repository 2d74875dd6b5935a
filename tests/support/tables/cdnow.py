"""The CDNOW sample as the papers use it: 39 weeks to fit on, 39 weeks held out."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ecom_platform.analytics.purchase_models.purchase_histories import Floats, PurchaseHistories

FIRST_DAY, CALIBRATION_END, HOLDOUT_END = 19970101, 19970930, 19980630


@dataclass(frozen=True)
class Cdnow:
    """One entry per customer; purchases of one day are one purchase.

    Attributes:
        mean_value: of the repeat purchases, in dollars; 0 where there is none.
        later: purchases in the holdout.
    """

    histories: PurchaseHistories
    mean_value: Floats
    later: Floats


def read(folder: Path) -> Cdnow:
    """The sample as frequency, recency and age, in weeks of whole days."""
    names = ["id", "customer", "day", "discs", "dollars"]
    lines = pd.read_csv(folder / "CDNOW_sample.txt", sep=r"\s+", names=names)
    lines["date"] = pd.to_datetime(lines["day"].astype(str), format="%Y%m%d")
    days = lines.groupby(["customer", "date"], as_index=False)["dollars"].sum()
    days["first"] = days.groupby("customer")["date"].transform("min")
    end = pd.Timestamp(str(CALIBRATION_END))
    repeats = days[(days["date"] > days["first"]) & (days["date"] <= end)].groupby("customer")
    customers = days.groupby("customer")["first"].first().to_frame()
    customers["x"] = repeats.size()
    customers["last"] = repeats["date"].max()
    customers["mean"] = repeats["dollars"].mean()
    customers["later"] = days[days["date"] > end].groupby("customer").size()
    customers = customers.fillna({"x": 0, "mean": 0.0, "later": 0, "last": customers["first"]})
    weeks = [(customers["last"] - customers["first"]).dt.days / 7]
    weeks.append((end - customers["first"]).dt.days / 7)
    histories = PurchaseHistories(
        customers["x"].to_numpy(np.float64), *(week.to_numpy(np.float64) for week in weeks)
    )
    columns = [customers[name].to_numpy(np.float64) for name in ("mean", "later")]
    return Cdnow(histories, *columns)

"""The result of one check, as every part of the platform uses it.

Results come from `dbt_artifacts.py` and `quality/evaluation`, and are stored by `result_store.py`.
`quality/gate` and `ecom_platform.alerts` decide what follows from them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Severity = Literal["error", "warn"]
Status = Literal["pass", "fail", "crashed", "missing"]
Kind = Literal["data test", "unit test", "source freshness", "rule", "build", "run", "watch"]


@dataclass(frozen=True)
class CheckResult:
    """The result of one check of one table.

    Attributes:
        check_id: unique within a run; dbt's own id for a check dbt made, `rule.<table>.<name>` for
            a rule, followed by `[<dimension>]` where it fails for one dimension.
        check: the name of the check, such as `amounts_are_positive`.
        table: `schema.table`; for parts of the platform, `platform.<name>`.
        severity: `error` holds readers back from what it concerns, `warn` only notifies its owner.
        status: `crashed` and `missing` mean that there is no answer, which does not count as a
            pass.
        failures: how many rows failed; None where the check counts no rows.
        message: what was found, as a sentence; usually empty for a pass.
        compiled_sql: the query that shows the failing rows, where there is one.
        value: what was measured, and `expected_low` to `expected_high`, between which it should be.
        amount: money at stake, in `currency`.
        day: the newest day of the data that the result is about.
        dimension: the part of the table that the result is about, such as
            `partner_id=P-7`; empty for the whole table.
        series: the value of recent days, oldest first, as (ISO date, value), for a small chart.
        owner: who answers for the table.
    """

    check_id: str
    check: str
    table: str
    kind: Kind
    severity: Severity
    status: Status
    failures: int | None = None
    message: str = ""
    compiled_sql: str = ""
    value: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    amount: Decimal | None = None
    currency: str = ""
    day: date | None = None
    dimension: str = ""
    series: tuple[tuple[str, float], ...] = ()
    owner: str = ""

    @property
    def layer(self) -> str:
        """The schema of the table."""
        return self.table.partition(".")[0]

    @property
    def sentence(self) -> str:
        """The result as one sentence."""
        rows = (
            f" ({self.failures:,} row{'' if self.failures == 1 else 's'})" if self.failures else ""
        )
        verbs = {
            "pass": "passed",
            "fail": "failed",
            "crashed": "crashed",
            "missing": "did not run",
        }
        about = f" for {self.dimension}" if self.dimension else ""
        reason = f": {self.message}" if self.message else ""
        return f"{self.check} on {self.table}{about} {verbs[self.status]}{rows}{reason}"

"""The outcome of one check: the word every part of the platform uses for it.

Only the value belongs here. Where outcomes come from: `dbt_artifacts.py` and `measuring/`; where
they are kept: `result_store.py`; what follows from them: `quality/gate/gate.py` and
`ecom_platform.alerts`.
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
    """How one check of one table ended.

    Attributes:
        check_id: unique within a run; dbt's own id for a check dbt made, `rule.<table>.<name>` for
            a rule of the rulebook, with `[<dimension>]` behind it where it fails for one value.
        check: the name of the check, a sentence in one word.
        table: `schema.table`; for what is no table, `platform.<thing>`.
        severity: `error` keeps readers from the table, `warn` only tells someone.
        status: `crashed` and `missing` say that nothing was found out, which is no pass.
        failures: how many rows failed; None where the check does not count.
        message: what was found, as a sentence; empty for a pass.
        compiled_sql: the query that shows the failing rows, where there is one.
        value: what was measured, and `expected_low` to `expected_high`, between which it should be.
        amount: money at stake, in `currency`.
        day: the newest day of the data that the outcome is about.
        dimension: the part of the table it is about, such as `partner_id=P-7`; empty for all.
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
    def blocks(self) -> bool:
        """Whether readers may not get the table: a failed error check, or one without an answer."""
        if self.status == "fail":
            return self.severity == "error"
        return self.status != "pass"

    @property
    def sentence(self) -> str:
        """The outcome in a line."""
        rows = (
            f" ({self.failures:,} row{'' if self.failures == 1 else 's'})" if self.failures else ""
        )
        words = {
            "pass": "passed",
            "fail": "failed",
            "crashed": "crashed",
            "missing": "did not run",
        }
        about = f" for {self.dimension}" if self.dimension else ""
        reason = f": {self.message}" if self.message else ""
        return f"{self.check} on {self.table}{about} {words[self.status]}{rows}{reason}"

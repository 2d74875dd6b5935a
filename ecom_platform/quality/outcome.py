"""The outcome of one check: the word every part of the platform uses for it.

Only the value belongs here. Where outcomes come from: `dbt_artifacts.py` and `own_checks.py`; where
they are kept: `outcomes.py`; what follows from them: `gate.py`.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warn"]
Status = Literal["pass", "fail", "crashed", "skipped"]
Kind = Literal["data test", "unit test", "source freshness", "feed file", "publication"]


@dataclass(frozen=True)
class Outcome:
    """How one check of one table ended.

    Attributes:
        check_id: unique within a run; dbt's own id for a check dbt made.
        severity: `error` keeps readers from the table, `warn` only tells someone.
        status: `crashed` and `skipped` say that nothing was found out, which is not a pass.
        failures: how many rows failed; None where the check does not count.
        compiled_sql: the query that shows the failing rows, where there is one.
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
        rows = f" ({self.failures:,} rows)" if self.failures else ""
        words = {"pass": "passed", "fail": "failed", "crashed": "crashed", "skipped": "did not run"}
        reason = f": {self.message}" if self.message else ""
        return f"{self.check} on {self.table} {words[self.status]}{rows}{reason}"

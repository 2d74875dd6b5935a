"""By what two failures are known to be the same one, run after run.

Why the table and the check, and neither the day nor the dimension: `docs/decisions/0007`.
"""

from hashlib import sha256

from ecom_platform.quality.results.check_result import Outcome


def check_of(outcome: Outcome) -> str:
    """The id of the check as a whole, without the dimension value it failed for."""
    if outcome.dimension and outcome.check_id.endswith("]"):
        return outcome.check_id.partition("[")[0]
    return outcome.check_id


def fingerprint(outcome: Outcome) -> str:
    """The same for every outcome of one check on one table, whatever day or value it is about."""
    return sha256(f"{outcome.table}\n{check_of(outcome)}".encode()).hexdigest()[:32]

"""The fingerprint by which the same failure is recognised run after run.

Why it holds the table and the check, and neither the day nor the dimension: `docs/decisions/0007`.
"""

from hashlib import sha256

from ecom_platform.quality.results.check_result import CheckResult


def check_of(check_result: CheckResult) -> str:
    """The id of the check as a whole, without the dimension value for which it failed."""
    if check_result.dimension and check_result.check_id.endswith("]"):
        return check_result.check_id.partition("[")[0]
    return check_result.check_id


def fingerprint(check_result: CheckResult) -> str:
    """32 hexadecimal digits, the same for every result of one check on one table."""
    return sha256(f"{check_result.table}\n{check_of(check_result)}".encode()).hexdigest()[:32]

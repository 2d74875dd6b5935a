"""Which failures block: they hold readers back from what they concern, all others only notify.

Which tables are held because of them is decided in `quality/gate/gate.py`.
"""

from ecom_platform.quality.results.check_result import CheckResult


def is_blocking(check_result: CheckResult) -> bool:
    """Whether the result holds tables back: an error check failed, or has no answer."""
    return check_result.severity == "error" and check_result.status != "pass"

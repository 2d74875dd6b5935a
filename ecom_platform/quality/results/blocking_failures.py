"""Which failures block: they hold their table back from readers, all others only notify.

Which tables are held because of them is decided in `quality/gate/gate.py`.
"""

from ecom_platform.quality.results.check_result import CheckResult


def is_blocking(check_result: CheckResult) -> bool:
    """Whether the result holds its table back: an error check failed, or has no answer."""
    if check_result.status == "fail":
        return check_result.severity == "error"
    return check_result.status != "pass"

"""What must not be told even where a check says it: passwords that drivers quote in their errors.

Names and addresses of customers are masked where rows are sampled, in `ecom_platform.quality`.
"""

import re

from ecom_platform.quality.results.check_result import CheckResult


def sentence_of(check_result: CheckResult) -> str:
    """How the check ended, as people may read it."""
    return f"{without_passwords(check_result.sentence).rstrip('.')}."


def without_passwords(text: str) -> str:
    """The text with the password of any URL in it hidden."""
    return re.sub(r"(\w+://[^:/@\s]*):[^@\s]+@", r"\1:***@", text)

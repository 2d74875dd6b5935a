"""Hides the passwords that database drivers quote in their errors.

`ecom_platform.quality` masks names and addresses of customers when it samples failing rows.
"""

import re

from ecom_platform.quality.results.check_result import CheckResult


def sentence_of(check_result: CheckResult) -> str:
    """The result of a check as one sentence, without passwords."""
    return f"{without_passwords(check_result.sentence).rstrip('.')}."


def without_passwords(text: str) -> str:
    """The text with the password of every URL in it hidden.

    >>> without_passwords("postgresql://me:secret@host/shop is not reachable")
    'postgresql://me:***@host/shop is not reachable'
    """
    return re.sub(r"(\w+://[^:/@\s]*):[^@\s]+@", r"\1:***@", text)

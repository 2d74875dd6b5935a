"""The message of an error in Dagster's events and ticks, without what Dagster wraps around it."""

import re

from dagster_shared.error import SerializableErrorInfo

_CLASS = re.compile(r"^[\w.]+: ")  # Dagster puts the class of an error before its message


def innermost_message(error: SerializableErrorInfo) -> str:
    """The message of the exception that Dagster wrapped in its own."""
    while error.cause:
        error = error.cause
    return _CLASS.sub("", error.message.strip())

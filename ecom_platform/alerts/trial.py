"""A test message: the proof that a channel carries, before there is anything to tell."""

from collections.abc import Iterable
from datetime import datetime

from ecom_platform.alerts import outbox
from ecom_platform.alerts.notice import Notice
from ecom_platform.alerts.routes import Routes
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import Store


def write_test(store: Store, routes: Routes, channels: Iterable[str], now: datetime) -> list[str]:
    """Put a test message for these channels into the outbox, or for all when none is named.

    Raises:
        AlertError: a channel is not declared, or none is.
    """
    named = sorted(set(channels)) or sorted(routes.channels)
    known = ", ".join(sorted(routes.channels)) or "none"
    unknown = [name for name in named if name not in routes.channels]
    if unknown or not named:
        missing = ", ".join(unknown) or "to test"
        raise AlertError(f"There is no channel {missing}; declared in the alerts file: {known}.")
    notice = Notice(
        kind="test",
        severity="info",
        title="A test: alerts of the e-commerce platform arrive here.",
    )
    with store.transaction() as connection:
        outbox.write(connection, f"test/{now.isoformat()}", notice, named, now=now, due_at=now)
    return named

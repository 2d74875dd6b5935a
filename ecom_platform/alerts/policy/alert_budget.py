"""The alert budget: how many warnings a week get their own message; the others wait for a digest.

Errors do not count and never wait. The number is declared in the alerts file; the digest is written
in `digest.py`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from ecom_platform.alerts.config.alerts_config import Routes
from ecom_platform.operations.store_tables import messages

WEEK = timedelta(days=7)


def is_budget_used_up(connection: Connection, routes: Routes, now: datetime) -> bool:
    """Whether the warnings that got their own message in the last seven days fill the budget."""
    if routes.budget is None:
        return False
    contents: Iterable[dict[str, Any]] = connection.execute(
        select(messages.c.content).where(
            messages.c.kind == "opened", messages.c.created_at > now - WEEK
        )
    ).scalars()
    warnings = [content for content in contents if content["severity"] == "warn"]
    return len(warnings) >= routes.budget.warnings_per_week

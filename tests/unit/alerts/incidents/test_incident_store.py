"""The stored form of an incident is stable, whatever its attributes are called."""

from typing import Any

from sqlalchemy import select

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Failure, Incident
from ecom_platform.operations import store_tables
from ecom_platform.operations.store import Store
from tests.support.alerts.incidents import NIGHT

CAUSE = Failure("print", "rule.raw.orders.a", "a", "raw.orders", "rule", "warn", "a failed.", NIGHT)
RESOLVED = Incident(CAUSE, NIGHT, "run-1", "run-2").resolved(NIGHT, "a passes again.")


def test_the_resolution_is_stored_as_ending(store: Store) -> None:
    with store.transaction() as connection:
        stored = incident_store.save(connection, RESOLVED)
        query = select(store_tables.incidents.c.detail)
        detail: dict[str, Any] = connection.execute(query).scalar_one()
        assert detail["ending"] == "a passes again."
        assert "resolution" not in detail
        assert incident_store.incident(connection, stored.incident_id) == stored

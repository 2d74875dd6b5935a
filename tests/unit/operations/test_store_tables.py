"""The migrations create the declared tables on both databases."""

from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from ecom_platform.operations.store import Store
from ecom_platform.operations.store_tables import METADATA, deliveries, messages, outcomes
from tests.support.alerts.incidents import NIGHT, failed, incident_row, result_row


def test_the_migrations_make_what_is_declared(store: Store) -> None:
    with store.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


@pytest.mark.parametrize("amount", ["0.10", "-12345678901234567890.55", "1E+3"])
def test_money_comes_back_exact(store: Store, amount: str) -> None:
    with store.transaction() as connection:
        row = result_row("run-1", failed("a", amount=Decimal(amount)))
        connection.execute(insert(outcomes), [row])
        found: Decimal = connection.execute(select(outcomes.c.amount)).scalar_one()
    assert found == Decimal(amount)
    assert isinstance(found, Decimal)


def test_the_database_refuses_two_open_incidents_with_one_fingerprint(store: Store) -> None:
    with store.transaction() as connection:
        connection.execute(incident_row("same", state="resolved"))
        connection.execute(incident_row("same", state="acknowledged"))
    with pytest.raises(IntegrityError), store.transaction() as connection:
        connection.execute(incident_row("same", state="firing"))


def test_the_database_refuses_a_message_that_was_written_before(store: Store) -> None:
    message = {"key": "k", "kind": "opened", "created_at": NIGHT, "content": {}}
    with store.transaction() as connection:
        connection.execute(insert(messages), [message])
    with pytest.raises(IntegrityError), store.transaction() as connection:
        connection.execute(insert(messages), [message])


def test_the_database_refuses_a_delivery_of_no_message(store: Store) -> None:
    delivery = {
        "message_id": 99,
        "channel": "ops",
        "state": "waiting",
        "attempts": 0,
        "due_at": NIGHT,
        "receipt": "",
        "last_error": "",
    }
    with pytest.raises(IntegrityError), store.transaction() as connection:
        connection.execute(insert(deliveries), [delivery])

"""Notices to give a form to: a usual one, and one that is too long in every part."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from ecom_platform.alerts.messages.notification import Notification

DAYS = tuple(f"2022-05-{day:02}" for day in range(1, 29))
USUAL = Notification(
    kind="opened",
    severity="error",
    title="Orders of partner <B2B & Co> are worth less than expected.",
    incident_id=12,
    table="marts.fct_order_items",
    check="daily_amount_is_as_expected",
    dimension="partner_id=P-7",
    owner="finance@example.com",
    since=date(2022, 5, 28),
    value=30.25,
    expected_low=90,
    expected_high=120,
    amount=Decimal("41200.00"),
    currency="INR",
    likely_cause="The file 'orders 2022-05-28.csv' brought 212 of about 700 rows.",
    downstream=("marts.agg_daily_sales", "marts.mart_cohort_analysis"),
    failures=("keys_are_unique on marts.fct_order_items failed (3 rows)",),
    failure_count=1,
    series=tuple(
        (day, 30.0 if day == DAYS[-1] else 100.0 + index % 3) for index, day in enumerate(DAYS)
    ),
    run_id="5c3f",
    run_url="http://localhost:3000/runs/5c3f",
    opened_at=datetime(2022, 5, 29, 2, 4),
    acknowledge="ecom ack 12",
)
RECOVERY = USUAL.model_copy(
    update={
        "kind": "resolved",
        "severity": "info",
        "title": "Over after 2 days 3 hours: daily_amount_is_as_expected passes again.",
        "resolved_at": datetime(2022, 5, 31, 5, 4),
        "duration": timedelta(days=2, hours=3),
        "affected": "2 tables held back in 2 nights: agg_daily_sales, mart_cohort_analysis.",
        "acknowledge": "",
        "likely_cause": "",
    }
)


def too_long(message: str = "&") -> Notification:
    """Everything far beyond every limit of Slack."""
    text = message * 9_000
    return USUAL.model_copy(
        update={
            "title": text,
            "news": (text,) * 60,
            "table": text,
            "check": text,
            "dimension": text,
            "owner": text,
            "likely_cause": text,
            "affected": text,
            "downstream": (text,) * 60,
            "failures": (text,) * 60,
            "failure_count": 1_060,
            "run_url": f"http://localhost/{text}",
            "acknowledge": text,
            "facts": (("label", text),) * 60,
            "series": tuple((day, 10.0**index) for index, day in enumerate(DAYS)),
        }
    )

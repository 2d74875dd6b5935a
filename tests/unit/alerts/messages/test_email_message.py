"""An e-mail has the same content as text and as HTML, and stays in its incident's thread."""

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from ecom_platform.alerts.messages.email_message import build_email
from ecom_platform.alerts.messages.envelope import Message, Thread
from ecom_platform.alerts.messages.notification import Notification
from tests.support.alerts.notifications import RECOVERY, USUAL, too_long

WRITTEN = datetime(2022, 5, 29, 2, 4)
VOID = {"meta", "br"}


class _Reader(HTMLParser):
    """The words of an HTML page, and whether its tags are well nested."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.colours: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.colours += [value for name, value in attrs if name == "bgcolor" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _mail(notification: Notification, thread: Thread | None = None) -> EmailMessage:
    message = Message("key-2", notification, WRITTEN, thread=thread)
    written = build_email(
        message, "Alerts <alerts@example.com>", ["a@example.com", "b@example.com"]
    )
    found = message_from_bytes(written.as_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def _html(mail: EmailMessage) -> _Reader:
    body = mail.get_body(("html",))
    assert body
    reader = _Reader()
    reader.feed(body.get_content())
    assert reader.open == []
    return reader


@pytest.mark.parametrize(
    "part",
    [
        "New incident (error)",
        "Orders of partner <B2B & Co> are worth less than expected.",
        "41,200.00 INR",
        "90 to 120",
        "brought 212 of about 700 rows",
        "marts.agg_daily_sales, marts.mart_cohort_analysis",
        "keys_are_unique on marts.fct_order_items failed (3 rows)",
        "ecom ack 12",
    ],
)
def test_text_and_html_say_everything_a_person_needs(part: str) -> None:
    mail = _mail(USUAL)
    assert part in _text(mail)
    assert part in " ".join(_html(mail).words)


def test_headers_make_a_thread() -> None:
    opening, later = _mail(USUAL), _mail(RECOVERY, Thread("key-1", "<key-1@example.com>"))
    assert opening["Message-ID"] == "<key-2@example.com>"
    assert opening["In-Reply-To"] is None
    assert later["In-Reply-To"] == later["References"] == "<key-1@example.com>"
    assert opening["Subject"] == (
        "Incident 12: daily_amount_is_as_expected on marts.fct_order_items"
    )
    assert later["Subject"] == f"Re: {opening['Subject']}"
    assert opening["Date"] == "Sun, 29 May 2022 02:04:00 +0000"
    assert opening["To"] == "a@example.com, b@example.com"


def test_no_text_can_add_a_header() -> None:
    mail = _mail(
        Notification(kind="test", severity="info", title="a\r\nBcc: x@example.com\n\nbody")
    )
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Test: a Bcc: x@example.com body"


def test_a_long_subject_is_cut() -> None:
    assert len(_mail(too_long("x"))["Subject"]) == 150


def test_the_day_outside_the_range_is_red_and_the_range_is_shaded() -> None:
    colours = _html(_mail(USUAL)).colours
    assert colours.count("#cf222e") == 2  # the bar on top of the page, and one day
    assert colours.count("#c8e6c9") == 28


def test_a_notification_without_a_chart_has_none() -> None:
    heartbeat = Notification(kind="heartbeat", severity="info", title="All is well.")
    assert "expected range" not in " ".join(_html(_mail(heartbeat)).words)


def test_what_is_left_out_is_counted() -> None:
    notification = USUAL.model_copy(update={"failures": ("one",) * 60, "failure_count": 1_060})
    text = _text(_mail(notification))
    assert len(re.findall(r"^- one$", text, re.M)) == 50
    assert "… and 1,010 more" in text

"""Each recipient gets a report once, whatever fails or is cut short on the way."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from ecom_platform.reports.content.audience import Audience
from ecom_platform.reports.delivery.recipients import Recipients
from ecom_platform.reports.delivery.send_report import SendResult, send
from ecom_platform.reports.delivery.sent_log import known_delivery, store_delivery
from ecom_platform.reports.rendering.html_report import html
from ecom_platform.reports.report_archive import ArchivedReport, read_report
from ecom_platform.reports.report_kinds import report_kind
from ecom_platform.settings import Settings
from tests.support.alerts.fake_mail import Certificate, FakeMail
from tests.support.alerts.fake_slack import TOKEN, FakeSlack
from tests.support.pages.report_company import VERSION, ReportCompany

NOW = datetime(2026, 6, 1, 7)
TO = "boss@example.com"
BOTH = Recipients(report="daily_brief", audience=Audience(), email=(TO,), slack="#data-quality")
BY_MAIL = Recipients(report="daily_brief", audience=Audience(), email=(TO,))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.make(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def mail_server(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeMail]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with FakeMail(certificate) as running:
        yield running


@pytest.fixture
def slack_server() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        yield running


@pytest.fixture
def kept(company: ReportCompany) -> ArchivedReport:
    """The daily brief as files, without a browser."""
    company.publish()
    report = read_report(company.settings, report_kind("daily_brief"), Audience(), VERSION)
    folder = company.settings.reports / VERSION
    folder.mkdir(parents=True)
    paths = [folder / f"daily_brief-executives.{end}" for end in ("html", "pdf", "txt")]
    paths[0].write_text(html(report, [b"picture"] * len(report.figures)))
    paths[1].write_bytes(b"%PDF-1.4")
    paths[2].write_text("In short.\n")
    return ArchivedReport(report, VERSION, Audience(), *paths)


@pytest.fixture
def reachable(tmp_path: Path, mail_server: FakeMail, slack_server: FakeSlack) -> Settings:
    return Settings(
        data=tmp_path,
        smtp_url=SecretStr(mail_server.url),
        mail_from="reports@example.com",
        slack_token=SecretStr(TOKEN),
        slack_url=slack_server.url,
    )


def _send(settings: Settings, kept: ArchivedReport, entry: Recipients = BY_MAIL) -> SendResult:
    return send(settings, kept, [entry], NOW)


def test_mail_has_the_text_the_page_its_pictures_and_the_pdf(
    kept: ArchivedReport, reachable: Settings, mail_server: FakeMail
) -> None:
    assert _send(reachable, kept).sent == [TO]
    (mail,) = mail_server.mails
    assert mail["Subject"].startswith("Daily brief, Sunday 31 May 2026: Booked revenue")
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    pictures = len(kept.report.figures)
    assert kinds == ["text/plain", "text/html", *["image/png"] * pictures, "application/pdf"]
    page = mail.get_body(("html",))
    assert page is not None
    linked = page.get_content()
    assert "data:image" not in linked
    for part in mail.walk():
        if part.get_content_type() == "image/png":
            assert f'src="cid:{part["Content-ID"].strip("<>")}"' in linked
    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "daily_brief-executives.pdf"
    ]


def test_slack_has_the_headline_and_the_points(
    kept: ArchivedReport, reachable: Settings, slack_server: FakeSlack
) -> None:
    assert _send(reachable, kept, BOTH).sent == [TO, "#data-quality"]
    (message,) = slack_server.messages
    assert message["text"].startswith("Report: Daily brief, Sunday 31 May 2026: Booked revenue")
    shown = str(message["blocks"])
    assert "below what was expected on Friday 29 May 2026" in shown
    assert "daily_brief-executives.pdf" in shown
    assert slack_server.refusals == []


def test_a_second_round_sends_nothing(
    kept: ArchivedReport, reachable: Settings, mail_server: FakeMail, slack_server: FakeSlack
) -> None:
    _send(reachable, kept, BOTH)
    again = _send(reachable, kept, BOTH)
    assert (again.sent, again.already) == ([], [TO, "#data-quality"])
    assert len(mail_server.mails) == len(slack_server.messages) == 1


def test_what_failed_is_tried_again(
    kept: ArchivedReport, reachable: Settings, mail_server: FakeMail
) -> None:
    mail_server.answers.append("451 later")
    (failure,) = _send(reachable, kept).failed
    assert f"Daily brief to {TO}: The mail server answered 451" in failure
    assert _send(reachable, kept).sent == [TO]
    assert _send(reachable, kept).already == [TO]


def test_an_attempt_that_was_cut_short_is_looked_up_before_it_is_repeated(
    kept: ArchivedReport, reachable: Settings, slack_server: FakeSlack
) -> None:
    """A crash after Slack took the message and before the ledger was written."""
    _send(reachable, kept, BOTH)
    delivery = known_delivery(kept, "slack", "#data-quality", NOW)
    store_delivery(kept, delivery.model_copy(update={"state": "trying"}))
    assert _send(reachable, kept, BOTH).sent == ["#data-quality"]
    assert len(slack_server.messages) == 1


def test_mail_that_may_have_arrived_is_repeated_under_its_message_id(
    kept: ArchivedReport, reachable: Settings, mail_server: FakeMail
) -> None:
    mail_server.answers.append("break off")
    assert _send(reachable, kept).failed
    assert _send(reachable, kept).sent == [TO]
    assert len({mail["Message-ID"] for mail in mail_server.mails}) == 1


def test_only_those_a_report_is_for_get_it(
    kept: ArchivedReport, reachable: Settings, mail_server: FakeMail
) -> None:
    others = [
        BY_MAIL.model_copy(update={"audience": Audience("SHOP-A")}),
        BY_MAIL.model_copy(update={"report": "weekly_executive"}),
    ]
    done = send(reachable, kept, others, NOW)
    assert (done.sent, done.already, done.failed) == ([], [], [])
    assert mail_server.mails == []


def test_a_missing_secret_is_named(kept: ArchivedReport, company: ReportCompany) -> None:
    (failure,) = _send(company.settings, kept).failed
    assert "ECOM_SMTP_URL is not set" in failure

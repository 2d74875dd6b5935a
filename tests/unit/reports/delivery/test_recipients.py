"""The file of recipients: read whole, and every mistake told with what would be right."""

import pytest

from ecom_platform.errors import ReportError
from ecom_platform.reports.content.audience import Audience
from ecom_platform.reports.delivery.recipients import load_recipients
from tests.support.pages.report_company import ReportCompany


def test_without_a_file_nobody_gets_a_report(company: ReportCompany) -> None:
    assert load_recipients(company.settings) == ()


def test_entries_name_a_report_an_audience_and_people(company: ReportCompany) -> None:
    company.settings.report_recipients.write_text(
        "- report: daily_brief\n"
        "  audience: partner:SHOP-A\n"
        "  email: [alma@example.com]\n"
        "  slack: '#shop-a'\n"
    )
    (entry,) = load_recipients(company.settings)
    assert entry.audience == Audience("SHOP-A")
    assert (entry.email, entry.slack) == (("alma@example.com",), "#shop-a")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- report: monthly\n  audience: executives", "a report is one of daily_brief"),
        ("- report: daily_brief\n  audience: everybody", "an audience is 'executives' or"),
        ("- report: daily_brief", "Entry 1: 'audience' is missing"),
        (
            "- {report: daily_brief, audience: executives, email: [nobody]}",
            "Entry 1: email cannot be used; e-mail addresses are a list",
        ),
        (
            "- {report: daily_brief, audience: executives, slack: general}",
            "a Slack channel is '#name', in quotes",
        ),
        (
            "- {report: daily_brief, audience: executives, fax: 1}",
            "'fax' is not known; there are report, audience, email, slack.",
        ),
        ("report: daily_brief", "It must be a list of entries"),
        ("- daily_brief", "Entry 1 must have the keys report"),
        ("- [", "is not valid YAML in line 1"),
    ],
)
def test_a_mistake_is_shown_with_what_would_be_right(
    company: ReportCompany, text: str, sentence: str
) -> None:
    company.settings.report_recipients.write_text(text)
    with pytest.raises(ReportError) as told:
        load_recipients(company.settings)
    assert sentence in str(told.value)

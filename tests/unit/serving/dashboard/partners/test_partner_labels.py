"""A link to a partner is right for any id."""

from dataclasses import replace

from ecom_platform.serving.dashboard.partners.partner_labels import profile_link
from tests.support.pages.page_requests import JUNE, page_request


def test_a_link_to_a_partner_survives_any_id_and_chooses_no_other_partner() -> None:
    request = page_request(view=replace(JUNE, partner="A"))

    link = profile_link(request, "A & B/C?")

    assert link.startswith("/partners/A%20%26%20B/C%3F?")
    assert "partner=" not in link

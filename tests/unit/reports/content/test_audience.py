"""Audiences by name, and the names of their files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.errors import ReportError
from ecom_platform.reports.content.audience import Audience, parse_audience


def test_executives_and_partners_are_known() -> None:
    assert parse_audience("executives") == Audience()
    assert parse_audience("partner:Amazon.in/FBA") == Audience("Amazon.in/FBA")


@pytest.mark.parametrize("text", ["", "partner", "partner:", "Executives", "all"])
def test_another_audience_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(ReportError, match="There are 'executives' and 'partner:ID'"):
        parse_audience(text)


@given(partner=st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_id_makes_a_name_that_is_a_file_of_this_folder(partner: str) -> None:
    audience = Audience(partner)
    assert parse_audience(audience.name) == audience
    assert audience.file_name.replace("-", "").isalnum()
    assert audience.file_name.isascii()
    assert len(audience.file_name) < 100


def test_ids_that_look_alike_have_files_of_their_own() -> None:
    assert Audience("a/b").file_name != Audience("a b").file_name

"""The same failure has the same fingerprint, whatever day or value it is about."""

from ecom_platform.alerts.incidents.fingerprint import check_of, fingerprint
from tests.support.alerts.incidents import NIGHT, failed, passed


def test_day_status_and_dimension_do_not_matter() -> None:
    first = failed("volume", day=NIGHT.date())
    again = failed("volume", dimension="partner_id=P-7", severity="warn")
    assert fingerprint(first) == fingerprint(again) == fingerprint(passed("volume"))


def test_table_and_check_do() -> None:
    names = {fingerprint(one) for one in (failed("a"), failed("b"), failed("a", "raw.stock"))}
    assert len(names) == 3


def test_a_value_with_brackets_belongs_to_its_check() -> None:
    assert check_of(failed("volume", dimension="sku=A[1]")) == "rule.raw.orders.volume"


def test_brackets_in_the_id_of_a_check_without_dimension_stay() -> None:
    assert check_of(failed("share[of]")) == "rule.raw.orders.share[of]"

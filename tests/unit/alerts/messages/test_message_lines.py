"""A notification has the lines whose value is known, and no others."""

from ecom_platform.alerts.messages import message_lines
from tests.support.alerts.notifications import RECOVERY, USUAL


def test_what_is_not_known_is_left_out() -> None:
    labels = [label for label, _ in message_lines.facts(USUAL.model_copy(update={"owner": ""}))]
    assert "Owner" not in labels
    assert "Resolved" not in labels


def test_a_new_incident_has_no_duration_yet() -> None:
    labels = dict(message_lines.facts(USUAL))
    assert "Open for" not in labels
    assert dict(message_lines.facts(RECOVERY))["Lasted"] == "2 days 3 hours"

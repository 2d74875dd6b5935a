"""Stories of the rules about dropped files."""

from tests.support.rule_stories import Scenarios, rows

SCENARIOS: dict[str, Scenarios] = {
    "files_are_readable": rows(
        {"status": "'refused'", "message": "'a.csv has an unknown layout.'"},
        {"status": "'waiting'", "message": "'a.csv is still being written.'"},
    ),
    "files_are_complete": rows(
        {"status": "'waiting'", "message": "'a.csv is still being written.'"},
        {"status": "'replaced'"},
    ),
}

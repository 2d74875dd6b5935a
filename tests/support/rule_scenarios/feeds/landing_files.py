"""Stories of the rules about dropped files."""

from tests.support.rule_scenarios.scenarios import Scenarios, rows

SCENARIOS: dict[str, Scenarios] = {
    "files_are_readable": rows(
        {"feed": "null", "status": "'refused'", "message": "'a.csv has an unknown layout.'"},
        {"feed": "'events'", "status": "'refused'", "message": "'a.csv is cut short.'"},
    ),
    "files_are_complete": rows(
        {"status": "'waiting'", "message": "'a.csv is still being written.'"},
        {"status": "'replaced'"},
    ),
}

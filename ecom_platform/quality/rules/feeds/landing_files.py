"""Rules about dropped files as such, before anyone knows which feed they belong to."""

from ecom_platform.quality.rules.rule import Query, Rule

_OWNER = "analytics-engineering@example.com"

RULES = (
    Rule(
        name="files_are_readable",
        table="raw.files",
        about="No dropped file is of an unknown feed. Nobody knows which table misses its rows, so "
        "it holds back everything. Deliver it again in the declared form, or take it away.",
        kind="completeness",
        severity="error",
        owner=_OWNER,
        check=Query(
            failing="select file_name, message from raw.files where status = 'refused' "
            "and feed is null order by file_id",
            finding="{message}",
        ),
    ),
    Rule(
        name="files_are_complete",
        table="raw.files",
        about="No file is still being written when the run begins. It waits for the next run; let "
        "the sender rename it when it is whole.",
        kind="freshness",
        severity="warn",
        owner=_OWNER,
        check=Query(
            failing="select file_name, message from raw.files where status = 'waiting' "
            "order by file_id",
            finding="{message}",
        ),
    ),
)

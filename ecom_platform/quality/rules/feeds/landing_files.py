"""Rules of files in the landing folder whose feed is not known, or not known yet."""

from ecom_platform.quality.rules.rule import Query, Rule

_OWNER = "analytics-engineering@example.com"

RULES = (
    Rule(
        name="files_are_readable",
        table="raw.files",
        about="Every file in the landing folder belongs to a known feed. It is unknown which "
        "table lacks the rows of any other file, so such a file holds back everything. "
        "Deliver it again in the declared layout, or remove it.",
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
        about="No file is still being written when the run begins. Such a file waits for the next "
        "run. Let the sender rename files when they are complete.",
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

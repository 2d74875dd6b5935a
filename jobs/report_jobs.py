"""The report jobs: they write the daily brief and the weekly report, and send them.

What reports say and who gets them is in `ecom_platform.reports`; when they are sent, in
`schedules`.
"""

import dagster as dg

from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings

RETRIES, PAUSE_SECONDS = 2, 300


class ReportConfig(dg.Config):
    """Which report to write: `daily_brief` or `weekly_executive`."""

    name: str


@dg.op(
    description="Write a report for every audience and send it to the recipients in reports.yaml."
)
def write_and_send(context: dg.OpExecutionContext, config: ReportConfig) -> None:
    """Write and send the report, and log what was sent; retry if a recipient was not reached."""
    from ecom_platform.reports.delivery.delivery_run import UndeliveredError, run_delivery  # noqa: PLC0415 - needed once a day
    from ecom_platform.reports.report_kinds import report_kind  # noqa: PLC0415 - as above

    try:
        for sentence in run_delivery(load_settings(), report_kind(config.name), now()):
            context.log.info(sentence)
    except UndeliveredError as error:
        context.log.warning(str(error))
        raise dg.RetryRequested(RETRIES, PAUSE_SECONDS) from error


def _job(name: str, description: str) -> dg.JobDefinition:
    """The job that writes and sends the report `name`."""

    @dg.job(
        name=name,
        description=description,
        config={"ops": {"write_and_send": {"config": {"name": name}}}},
    )
    def report_job() -> None:
        write_and_send()

    return report_job


DAILY_BRIEF = _job(
    "daily_brief",
    "Write and send the daily brief on the newest day and the last week, for executives and "
    "partners.",
)
WEEKLY_EXECUTIVE = _job(
    "weekly_executive",
    "Write and send the weekly report: the last week and four weeks, for executives.",
)

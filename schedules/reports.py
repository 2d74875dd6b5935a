"""Every morning the daily brief, every Monday the weekly report: written, kept and sent.

What they say and who gets them belongs in `ecom_platform.reports`.
"""

import dagster as dg

from ecom_platform.quality.outcomes import now
from ecom_platform.settings import load_settings

RETRIES, PAUSE_SECONDS = 2, 300


class ReportConfig(dg.Config):
    """Which report."""

    name: str


@dg.op(description="Write a report for every audience, and send it.")
def write_and_send(context: dg.OpExecutionContext, config: ReportConfig) -> None:
    """Report what was sent; try again when somebody was not reached."""
    from ecom_platform.reports.catalogue import kind_of  # noqa: PLC0415 - needed once a day
    from ecom_platform.reports.rounds import UndeliveredError, go_round  # noqa: PLC0415 - as above

    try:
        for sentence in go_round(load_settings(), kind_of(config.name), now()):
            context.log.info(sentence)
    except UndeliveredError as error:
        context.log.warning(str(error))
        raise dg.RetryRequested(RETRIES, PAUSE_SECONDS) from error


def _job(name: str, description: str) -> dg.JobDefinition:
    @dg.job(
        name=name,
        description=description,
        config={"ops": {"write_and_send": {"config": {"name": name}}}},
    )
    def report_job() -> None:
        write_and_send()

    return report_job


DAILY_BRIEF = _job("daily_brief", "Yesterday and the last week, for executives and partners.")
WEEKLY_EXECUTIVE = _job("weekly_executive", "The last week and four weeks, for executives.")

DAILY_BRIEF_SCHEDULE = dg.ScheduleDefinition(
    job=DAILY_BRIEF,
    cron_schedule="0 7 * * *",
    execution_timezone=load_settings().timezone,
    description="At seven in the morning, after the nightly run.",
)
WEEKLY_EXECUTIVE_SCHEDULE = dg.ScheduleDefinition(
    job=WEEKLY_EXECUTIVE,
    cron_schedule="30 7 * * 1",
    execution_timezone=load_settings().timezone,
    description="On Monday at half past seven in the morning, after the daily brief.",
)

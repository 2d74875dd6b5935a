"""The fire drill job: it shows that a rule no longer works before a real fault does.

The drill works on copies in a folder of its own and touches nothing of the platform's but the file
that keeps its result; what it does belongs in `ecom_platform.drill`.
"""

import tempfile
from pathlib import Path

import dagster as dg

from ecom_platform.settings import load_settings


class DrillConfig(dg.Config):
    """What to drill on.

    Attributes:
        landing: a folder of files, only read; a demo company's files when empty.
        quick: only the sizes a person would call obvious.
    """

    landing: str = ""
    quick: bool = True


@dg.op(description="Plant every fault into copies of the files and see who notices.")
def plant_faults(context: dg.OpExecutionContext, config: DrillConfig) -> None:
    """Report the scorecard; fail when the goal is missed."""
    from ecom_platform.fire_drill.run_drill import drill  # noqa: PLC0415 - as above
    from ecom_platform.fire_drill.scorecard_page import section  # noqa: PLC0415 - needed once a week

    landing = Path(config.landing) if config.landing else None
    with tempfile.TemporaryDirectory(prefix="ecom-drill-") as folder:
        card = drill(
            Path(folder),
            landing,
            quick=config.quick,
            progress=context.log.info,
            keep_at=load_settings().fire_drill_file,
        )
    metadata: dict[str, dg.MetadataValue] = {
        "verdict": dg.MetadataValue.text(card.sentence),
        "caught_share": dg.MetadataValue.float(card.caught_share),
        "scorecard": dg.MetadataValue.md(section(card)),
    }
    if not card.is_met:
        raise dg.Failure(card.sentence, metadata=metadata, allow_retries=False)
    context.add_output_metadata(metadata)


@dg.job(
    name="fire_drill",
    description="Faults planted into copies of files: who notices, and are readers kept safe?",
)
def drill_job() -> None:
    """One step: it runs nights of its own, two at a time."""
    plant_faults()

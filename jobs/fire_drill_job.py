"""The fire drill job: it detects that a rule no longer works before a real fault goes unnoticed.

The drill works on copies in a folder of its own; the only file of the platform that it changes is
the one with its result. What a drill does is in `ecom_platform.fire_drill`.
"""

import tempfile
from pathlib import Path

import dagster as dg

from ecom_platform.settings import load_settings


class DrillConfig(dg.Config):
    """The files and the faults of a drill.

    Attributes:
        landing: a folder of delivered files, which are only read; the demo company when empty.
        quick: whether to inject only faults of an obvious size.
    """

    landing: str = ""
    quick: bool = True


@dg.op(description="Inject every fault into copies of the files and record which checks find it.")
def plant_faults(context: dg.OpExecutionContext, config: DrillConfig) -> None:
    """Run a fire drill and show its scorecard as metadata; fail if the goal is missed."""
    from ecom_platform.fire_drill.run_drill import drill  # noqa: PLC0415 - needed once a week
    from ecom_platform.fire_drill.scorecard_page import section  # noqa: PLC0415 - as above

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
    description="Inject faults into copies of files: do checks find them and protect readers?",
)
def drill_job() -> None:
    """One step, which runs nights of its own, two at a time."""
    plant_faults()

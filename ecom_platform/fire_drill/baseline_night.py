"""The state before the drill and the nights without a fault, with which all others are compared."""

from dataclasses import dataclass
from pathlib import Path

from ecom_platform.errors import QualityError
from ecom_platform.fire_drill.delivery_schedule import Nights, cut_deliveries
from ecom_platform.fire_drill.nights import Alarm, NightResult, NightRunner


@dataclass(frozen=True)
class Baseline:
    """The state from which a drill starts.

    Attributes:
        folder: where the drill keeps its files.
        nights: the correct deliveries of each night, by feed.
        before: the result of the run before the first night.
        clean: the result of each night without a fault.
    """

    folder: Path
    nights: Nights
    before: NightResult
    clean: tuple[NightResult, ...]

    @property
    def runner(self) -> NightRunner:
        """The runner whose data folder is as it was before the first night."""
        return NightRunner(self.folder / "baseline")

    @property
    def false_alarms(self) -> list[Alarm]:
        """Checks that failed in a night without a fault and had not failed before."""
        found = {alarm for night in self.clean for alarm in night.alarms}
        return sorted(found - self.before.alarms)

    def alarms_without_fault(self, night: int) -> frozenset[Alarm]:
        """The alarms of a night without a fault, which no fault has caused."""
        return self.clean[night - 1].alarms


def prepare_baseline(landing: Path, folder: Path) -> Baseline:
    """Divide the landing folder into nights, and run them without a fault.

    Args:
        landing: the files to drill on, which are only read.
        folder: an empty folder for the copies.

    Raises:
        QualityError: there are too few days, or the files are not good enough to start from.
    """
    runner = NightRunner(folder / "baseline")
    nights = cut_deliveries(landing, runner.settings.landing_folder)
    before = runner.run()
    if held := sorted(alarm for alarm in before.alarms if alarm.severity == "error"):
        raise QualityError(
            f"A drill starts from files without a fault, but {held[0].sentence} already fails"
            f" ({len(held)} such checks). Repair what 'ecom status' shows, or drill on other files."
        )
    clean_stage = NightRunner(folder / "clean")
    clean_stage.copy_from(runner)
    clean = tuple(clean_stage.night(deliveries.values()) for deliveries in nights)
    return Baseline(folder, nights, before, clean)

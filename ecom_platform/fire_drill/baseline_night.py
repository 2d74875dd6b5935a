"""The state before the drill and the nights without a fault, with which all others are compared."""

from dataclasses import dataclass
from pathlib import Path

from ecom_platform.errors import QualityError
from ecom_platform.fire_drill.delivery_schedule import NightDeliveries, divide_into_nights
from ecom_platform.fire_drill.nights import Alarm, NightResult, NightRunner


@dataclass(frozen=True)
class Baseline:
    """The state from which a drill starts.

    Attributes:
        folder: where the drill keeps its files.
        nights: the correct deliveries of each night, by feed.
        before: the result of the run before the first night.
        nights_without_fault: the result of each night without a fault.
    """

    folder: Path
    nights: NightDeliveries
    before: NightResult
    nights_without_fault: tuple[NightResult, ...]

    @property
    def runner(self) -> NightRunner:
        """The runner whose data folder is as it was before the first night."""
        return NightRunner(self.folder / "baseline")

    @property
    def false_alarms(self) -> list[Alarm]:
        """Checks that failed in a night without a fault and had not failed before."""
        alarms = {alarm for night in self.nights_without_fault for alarm in night.alarms}
        return sorted(alarms - self.before.alarms)

    def alarms_without_fault(self, night: int) -> frozenset[Alarm]:
        """The alarms that this night has even without a fault; they do not count for faults."""
        return self.nights_without_fault[night - 1].alarms


def prepare_baseline(landing: Path, folder: Path) -> Baseline:
    """Divide the landing folder into nights and run them without a fault; the start of a drill.

    Args:
        landing: the files for the drill, which are only read.
        folder: an empty folder for the copies.

    Raises:
        QualityError: there are too few days, or the files are not good enough to start from.
    """
    runner = NightRunner(folder / "baseline")
    nights = divide_into_nights(landing, runner.settings.landing_folder)
    before = runner.run()
    errors = sorted(alarm for alarm in before.alarms if alarm.severity == "error")
    if errors:
        raise QualityError(
            f"A drill starts from files without a fault, but {errors[0].sentence} already fails "
            f"({len(errors)} such checks). Repair what 'ecom status' shows, or use other files."
        )
    runner_without_fault = NightRunner(folder / "clean")
    runner_without_fault.copy_from(runner)
    nights_without_fault = tuple(
        runner_without_fault.night(deliveries.values()) for deliveries in nights
    )
    return Baseline(folder, nights, before, nights_without_fault)

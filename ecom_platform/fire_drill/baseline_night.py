"""The state before the drill and the nights without a fault, against which all others are held."""

from dataclasses import dataclass
from pathlib import Path

from ecom_platform.errors import QualityError
from ecom_platform.fire_drill.delivery_schedule import Nights, cut
from ecom_platform.fire_drill.nights import Alarm, NightResult, NightRunner


@dataclass(frozen=True)
class Baseline:
    """What a drill starts from.

    Attributes:
        folder: where the drill keeps its files.
        nights: the true deliveries of each night, by feed.
        before: what the run before the first night left.
        clean: what each night left when nothing was wrong.
    """

    folder: Path
    nights: Nights
    before: NightResult
    clean: tuple[NightResult, ...]

    @property
    def stage(self) -> NightRunner:
        """The data folder as it was before the first night."""
        return NightRunner(self.folder / "baseline")

    @property
    def false_alarms(self) -> list[Alarm]:
        """Checks that failed in a night without a fault and had not failed before."""
        found = {alarm for night in self.clean for alarm in night.alarms}
        return sorted(found - self.before.alarms)

    def seen_before(self, night: int) -> frozenset[Alarm]:
        """Alarms that a fault cannot have caused: they rang without one."""
        return self.clean[night - 1].alarms


def prepare(landing: Path, folder: Path) -> Baseline:
    """Cut the landing folder, run what was there before, then every night as it was.

    Raises:
        QualityError: there are too few days, or the files are not good enough to start from.
    """
    stage = NightRunner(folder / "baseline")
    nights = cut(landing, stage.settings.landing_folder)
    before = stage.run()
    if held := sorted(alarm for alarm in before.alarms if alarm.severity == "error"):
        raise QualityError(
            f"A drill starts from files without a fault, but {held[0].sentence} already fails"
            f" ({len(held)} such checks). Mend what 'ecom status' shows, or drill on other files."
        )
    clean_stage = NightRunner(folder / "clean")
    clean_stage.copy_of(stage)
    clean = tuple(clean_stage.night(deliveries.values()) for deliveries in nights)
    return Baseline(folder, nights, before, clean)

"""Run nights in a data folder of a drill: the alarms of each, and what readers see after it.

The platform's own data folder and operational store are never used.
"""

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from ecom_platform.dbt_project import copy_project
from ecom_platform.errors import PlatformError
from ecom_platform.fault_injection.fault import Delivery
from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.pipeline.nightly_run import run_night
from ecom_platform.publishing.manifest import read_manifest
from ecom_platform.publishing.version_folder import WAREHOUSE, current_version
from ecom_platform.quality.evaluation.run_checks import check_tables, tables_with_rules
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.results.check_result import CheckResult, Severity
from ecom_platform.quality.results.result_store import begin_run
from ecom_platform.settings import Settings
from ecom_platform.warehouse.layers import MARTS, RAW

_ALARMING = ("fail", "crashed")


@dataclass(frozen=True, order=True)
class Alarm:
    """A check that did not pass; failures for several dimensions are one alarm."""

    table: str
    check: str
    severity: Severity

    @property
    def sentence(self) -> str:
        """The check and its table, as a part of a sentence."""
        return f"{self.check} on {self.table}"


@dataclass(frozen=True)
class NightResult:
    """The result of a night.

    Attributes:
        alarms: every check that did not pass.
        marts: what readers see: each published mart and its checksum.
    """

    alarms: frozenset[Alarm]
    marts: Mapping[str, str]


class DrillSettings(Settings):
    """Settings whose dbt project is the copy of the drill, which nobody edits meanwhile."""

    @property
    def dbt_project(self) -> Path:
        """The copy of the dbt project, which all nights of a drill share."""
        return self.data.parent.parent / "dbt_models"


class NightRunner:
    """Runs nights in a data folder of its own, without settings from the environment.

    The dbt project is a copy in the parent folder, made by the first runner there.
    """

    def __init__(self, folder: Path) -> None:
        self.settings = DrillSettings(
            data=folder / "data",
            landing=folder / "landing",
            store_url=None,
            alerts=None,
            settle_seconds=0,
        )
        if not self.settings.dbt_project.is_dir():
            copy_project(Settings(data=folder).dbt_project, self.settings.dbt_project)

    def copy_from(self, other: "NightRunner") -> None:
        """Replace the data folder by a copy of that of `other`, and empty the landing folder.

        The files that dbt parsed for this folder are kept: they are valid for this folder only, and
        parsing again takes longer than a night.
        """
        source, target = other.settings.data, self.settings.data
        old_paths = target.iterdir() if target.is_dir() else ()
        for path in old_paths:
            if path == self.settings.dbt_target:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        shutil.copytree(
            source,
            target,
            copy_function=_linked_or_copied,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("*.msgpack", "compiled", "run", "*.log*", "run.lock"),
        )
        shutil.rmtree(self.settings.landing_folder, ignore_errors=True)
        self.settings.landing_folder.mkdir(parents=True)

    def night(self, deliveries: Iterable[Delivery], *, until_raw: bool = False) -> NightResult:
        """Write the deliveries into the landing folder and run a night; `until_raw` as in `run`."""
        for delivery in deliveries:
            for name, content in delivery.files.items():
                (self.settings.landing_folder / name).write_bytes(content)
        return self.run(until_raw=until_raw)

    def run(self, *, until_raw: bool = False) -> NightResult:
        """Run a night on the landing folder; a night that ends with an error is an alarm too.

        Args:
            until_raw: stop after the rules on raw tables: this takes seconds and publishes nothing.
        """
        try:
            if until_raw:
                check_results: Sequence[CheckResult] = _load_and_check_raw_tables(self.settings)
            else:
                check_results = run_night(self.settings).verdict.check_results
        except PlatformError as error:
            alarm = Alarm("platform.nightly", f"run_ends_well ({error})", "error")
            return NightResult(frozenset([alarm]), self._published_marts())
        return NightResult(
            frozenset(map(_as_alarm, filter(_is_alarm, check_results))), self._published_marts()
        )

    def _published_marts(self) -> dict[str, str]:
        """What readers see: each published mart and its checksum; empty before a publication."""
        name = current_version(self.settings.published)
        if name is None:
            return {}
        tables = read_manifest(self.settings.published / name).tables
        marts = {table for table in tables if table.startswith(f"{MARTS}.")}
        return {table: tables[table].checksum for table in sorted(marts)}


def _load_and_check_raw_tables(settings: Settings) -> list[CheckResult]:
    """The results of all rules on raw tables, after the landing folder was loaded."""
    load_landing(settings)
    run_id = str(uuid4())
    begin_run(settings, run_id)
    return check_tables(settings, run_id, tables_with_rules(RAW), "changed")


def _is_alarm(check_result: CheckResult) -> bool:
    return check_result.status in _ALARMING


def _as_alarm(check_result: CheckResult) -> Alarm:
    severity: Severity = "error" if is_blocking(check_result) else "warn"
    return Alarm(check_result.table, check_result.check, severity)


def _linked_or_copied(source: str, target: str) -> None:
    """Copy a file, or link it when it is a published version, which never changes."""
    is_version = Path(source).name == WAREHOUSE and "published" in Path(source).parts
    if is_version:
        os.link(source, target)
    else:
        shutil.copyfile(source, target)

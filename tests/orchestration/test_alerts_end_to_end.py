"""From one flipped row to Slack and back, with Dagster's daemon, sensors and default storage.

Only Slack is not the real one: a server that takes and refuses what Slack takes and refuses.
"""

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from ecom_platform.settings import Settings
from tests.support.alerts.fake_slack import TOKEN, FakeSlack
from tests.support.platform.daemon import ROOT, Daemon, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(2400),
    pytest.mark.xdist_group("dagster"),
]
SENSORS = ["incidents", "alert_delivery", "failed_runs", "ticks"]
ALERTS = """
channels: {data-quality: {kind: slack, channel: "#data-quality"}}
routes: [{to: data-quality}]
fallback: data-quality
"""
FILE = "webshop order lines 2025-05.csv"
TWO_TICKS = 600  # seconds; on a quiet machine they take one


@dataclass
class Company:
    """A demo company, its platform, and the Slack its people read."""

    data: Path
    slack: FakeSlack

    @property
    def environment(self) -> dict[str, str]:
        """The settings."""
        return {
            "ECOM_DATA": str(self.data),
            "ECOM_PICTURES": "false",
            "ECOM_SLACK_TOKEN": TOKEN,
            "ECOM_SLACK_URL": self.slack.url,
        }

    def run(self) -> None:
        """A nightly run in a process of its own."""
        self._call("-m", "run_now")

    def flip_a_row(self) -> None:
        """Turn the sign of the first price."""
        path = self.data / "landing" / FILE
        header, first, rest = path.read_text().split("\n", 2)
        shutil.copy2(path, self.data / FILE)
        cells = first.split(",")
        place = header.split(",").index("unit_price")
        cells[place] = f"-{cells[place]}"
        path.write_text("\n".join([header, ",".join(cells), rest]))

    def repair_it(self) -> None:
        """Put the file back as it was."""
        shutil.copy2(self.data / FILE, self.data / "landing" / FILE)

    def _call(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            check=False,  # a run whose tables are held may say so by its exit code
            capture_output=True,
        )


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    ecom = str(Path(sys.executable).with_name("ecom"))
    with FakeSlack() as slack:
        found = Company(tmp_path, slack)
        command = [ecom, "demo", "--days", "60", "--lines", "2000"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **found.environment}, check=True)
        (tmp_path / "alerts.yaml").write_text(ALERTS)
        yield found


def test_a_flipped_row_is_reported_once_and_its_repair_in_the_same_thread(
    company: Company, defs: dg.Definitions
) -> None:
    settings = Settings(data=company.data)
    home = importlib.import_module("dagster_instance.dagster_home").prepared_home(settings)
    slack = company.slack
    company.flip_a_row()
    with Daemon(home, company.environment) as daemon:
        daemon.switch_on(SENSORS)
        company.run()
        wait_until(lambda: slack.messages, TWO_TICKS, daemon.log)
        company.run()  # nothing has changed: nobody is notified
        company.repair_it()
        company.run()
        daemon.kill()
        daemon.start()
        wait_until(lambda: len(slack.messages) > 1, TWO_TICKS, daemon.log)
        posts = len(slack.posts())
    assert slack.refusals == []
    assert (posts, len(slack.messages)) == (2, 2)
    opening, recovery = slack.texts()
    assert opening.startswith("New incident (error): ")
    assert "unit_price_is_not_negative" in opening
    assert recovery.startswith("Resolved: Over after ")
    assert slack.threads() == [0, 0]

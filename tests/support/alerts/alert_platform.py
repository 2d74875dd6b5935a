"""Alerts between a store and a Slack, with a process in between that may be killed."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ecom_platform.operations.store import open_store
from ecom_platform.settings import Settings
from tests.support.alerts.fake_slack import TOKEN, FakeSlack
from tests.support.alerts.outbox import Outbox

ROOT = Path(__file__).resolve().parents[3]
ALERTS = 'channels: {data-quality: {kind: slack, channel: "#data-quality"}}'
DELIVER = """
import sys
from datetime import UTC, datetime, timedelta
from ecom_platform.alerts.channels.open_channels import open_channels
from ecom_platform.alerts.delivery.delivery_worker import deliver
from ecom_platform.alerts.config.alerts_config import load_routes
from ecom_platform.errors import StoreError
from ecom_platform.operations.store import open_store
from ecom_platform.settings import load_settings
settings = load_settings()
channels = open_channels(settings, load_routes(settings).channels)
now = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=float(sys.argv[1]))
print(deliver(open_store(settings), channels, now))
"""
MESSAGES = ["opening A", "update A", "opening B", "recovery A", "heartbeat"]


@dataclass
class Platform:
    """A data folder, a Slack, and the process between them."""

    data: Path
    slack: FakeSlack
    outbox: Outbox
    process: "subprocess.Popen[bytes] | None" = None
    was_killed: threading.Event = field(default_factory=threading.Event)

    def start(self, minutes_later: float = 0) -> "subprocess.Popen[bytes]":
        """A process that delivers what is due then."""
        other_variables = {
            name: value for name, value in os.environ.items() if not name.startswith("ECOM_")
        }
        platform_variables = {
            "ECOM_DATA": str(self.data),
            "ECOM_SLACK_TOKEN": TOKEN,
            "ECOM_PICTURES": "false",
        }
        self.was_killed.clear()
        self.process = subprocess.Popen(
            [sys.executable, "-c", DELIVER, str(minutes_later)],
            cwd=ROOT,
            env={**other_variables, **platform_variables, "ECOM_SLACK_URL": self.slack.url},
        )
        return self.process

    def kill(self) -> None:
        """Kill it -9."""
        assert self.process
        self.process.kill()
        self.process.wait()
        self.was_killed.set()

    def write_messages(self) -> None:
        """Two incidents, one of them over, and a message about none."""
        first, second = self.outbox.incident(), self.outbox.incident()
        self.outbox.write("opening A", incident=first)
        self.outbox.write("update A", incident=first, kind="updated")
        self.outbox.write("opening B", incident=second)
        self.outbox.write("recovery A", incident=first, kind="resolved")
        self.outbox.write("heartbeat", kind="heartbeat")

    def titles(self) -> list[str]:
        """What Slack has, in order."""
        return [text.partition(": ")[2] for text in self.slack.texts()]

    def assert_all_is_there_once(self) -> None:
        """Every message is in Slack once, in the order and the thread of its incident."""
        titles = self.titles()
        assert sorted(titles) == sorted(MESSAGES)
        titles_of_a = [title for title in titles if title.endswith(" A")]
        assert titles_of_a == ["opening A", "update A", "recovery A"]
        roots = dict(zip(titles, self.slack.threads(), strict=True))
        assert {titles[roots[title]] for title in titles_of_a} == {"opening A"}
        assert [titles[roots[title]] for title in ("opening B", "heartbeat")] == [
            "opening B",
            "heartbeat",
        ]
        assert self.outbox.states() == ["sent"] * len(MESSAGES)
        assert self.slack.refusals == []


@contextmanager
def platform_at(data: Path) -> Iterator[Platform]:
    """A new one in a data folder."""
    (data / "alerts.yaml").write_text(ALERTS)
    store = open_store(Settings(data=data))
    with FakeSlack() as slack:
        yield Platform(data, slack, Outbox(store, now=datetime.now(UTC).replace(tzinfo=None)))

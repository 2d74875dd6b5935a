"""A newcomer pastes every block of README, tutorial and how-to pages, from top to bottom."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from ecom_platform.demo.company.demo_company import generate
from ecom_platform.settings import PROJECT_ROOT
from tests.support.alerts import fake_slack, fake_webhooks
from tests.support.alerts.fake_mail import Certificate, FakeMail
from tests.support.alerts.fake_slack import FakeSlack
from tests.support.alerts.fake_webhooks import FakeWebhooks
from tests.support.docs.doc_pages import Block, blocks_of, says, unfenced_commands
from tests.support.docs.doc_project import Terminal, new_project
from tests.support.platform.needs import CHROMIUM

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

README = PROJECT_ROOT / "README.md"
TUTORIAL = PROJECT_ROOT / "docs" / "tutorial.md"
PAGES = [
    README,
    TUTORIAL,
    PROJECT_ROOT / "docs" / "index.md",
    PROJECT_ROOT / "data" / "README.md",
    *sorted((PROJECT_ROOT / "docs" / "how-to").glob("*.md")),
]
NOT_RUN = {
    "docs/how-to/back-up-and-restore.md: .venv/bin/ecom backup /backups/monday": (
        "the folder is one of a server"
    ),
    "docs/how-to/back-up-and-restore.md: "
    "ECOM_DATA=/srv/ecom-new .venv/bin/ecom restore /backups/monday": (
        "the folders are those of a server"
    ),
    "docs/how-to/plain-dbt-and-notebooks.md: .venv/bin/python -m pip install jupyterlab": (
        "installs packages from the network"
    ),
    "docs/how-to/run-a-fire-drill.md: .venv/bin/ecom drill --quick": (
        "takes half an hour; tests/scenarios/test_fire_drill.py runs a small one"
    ),
    "docs/how-to/run-a-fire-drill.md: .venv/bin/ecom drill --landing data/landing": (
        "takes hours; tests/scenarios/test_fire_drill.py runs a small one"
    ),
    "docs/how-to/run-a-fire-drill.md: "
    ".venv/bin/ecom drill --fault sign_flipped --fault missing_day": (
        "takes minutes; tests/scenarios/test_fire_drill.py runs a small one"
    ),
    "docs/how-to/run-every-night.md: "
    "0 2 * * *  cd /srv/ecom && make run && .venv/bin/ecom alerts deliver": (
        "a timetable of a server; the first run of the tutorial runs the command"
    ),
    "docs/how-to/upgrade.md: git pull": "fetches from the network",
    "docs/how-to/upgrade.md: .venv/bin/ecom build --full-refresh": (
        "change-a-setting.md runs the same two commands"
    ),
    "docs/how-to/upgrade.md: git checkout <commit>": "needs the history of git",
}
DRAWING = {"send-reports.md"}
FIRST_RUN = "make run"  # with this block begins whoever has nothing yet


@dataclass(frozen=True)
class Published:
    """The project after its first run, kept to start every page from, and what that run printed."""

    kept: Path
    project: Path
    output: str

    def start_over(self) -> None:
        """Put the project back into the state after its first run, with all its times."""
        shutil.rmtree(self.project, ignore_errors=True)
        shutil.copytree(self.kept, self.project, symlinks=True)
        (self.project.parent / "shell_state").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def local_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where Slack, mail and webhooks go: to imitations of ours."""
    certificate = Certificate.make(tmp_path_factory.mktemp("certificate"))
    with ExitStack() as stack:
        slack, mail = stack.enter_context(FakeSlack()), stack.enter_context(FakeMail(certificate))
        webhooks = stack.enter_context(FakeWebhooks())
        yield {
            "ECOM_PICTURES": "false",
            "ECOM_SLACK_URL": slack.url,
            "IMITATED_SLACK_TOKEN": fake_slack.TOKEN,
            "IMITATED_SMTP_URL": mail.url,
            "SSL_CERT_FILE": str(certificate.path),
            "IMITATED_WEBHOOK_URL": webhooks.url,
            "IMITATED_WEBHOOK_SECRET": fake_webhooks.SECRET,
        }


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, local_services: dict[str, str]
) -> Published:
    """A new project whose small company was run once, by the first command of the README."""
    folder = tmp_path_factory.mktemp("newcomer")
    project = new_project(folder / "project")
    generate(project / "data" / "landing", days=60, lines=1000)
    terminal = Terminal(project, local_services)
    terminal.paste(FIRST_RUN)
    shutil.copytree(project, folder / "kept", symlinks=True)
    return Published(folder / "kept", project, terminal.output)


@pytest.fixture(scope="module")
def started_before() -> set[str]:
    """The commands that have started a server on an earlier page."""
    return set()


def _identifier(page: Path) -> str:
    return str(page.relative_to(PROJECT_ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_identifier)
def test_every_block_of_a_page_works(
    page: Path,
    published: Published,
    local_services: dict[str, str],
    started_before: set[str],
) -> None:
    blocks = blocks_of(page)
    if not blocks:
        return
    if page.name in DRAWING:
        CHROMIUM.required()
    published.start_over()
    terminal = Terminal(published.project, local_services, published.output)
    is_new = page in {README, TUTORIAL}
    for block in _after_the_first_run(blocks) if is_new else blocks:
        started = time.monotonic()
        if "until" in block.options and block.body in started_before:
            continue  # starting a server once is proof enough
        started_before.update({block.body} if "until" in block.options else ())
        try:
            terminal.apply(block)
        except AssertionError as error:
            raise AssertionError(f"{page.name}, line {block.line}: {error}") from error
        print(f"{page.name}:{block.line}: {time.monotonic() - started:.1f} s")


def _after_the_first_run(blocks: list[Block]) -> list[Block]:
    """The blocks after the one that the project was run with."""
    assert blocks[0].body.strip() == FIRST_RUN
    return blocks[1:]


@pytest.mark.parametrize("page", PAGES, ids=_identifier)
def test_no_command_of_a_page_stands_where_the_test_does_not_look(page: Path) -> None:
    assert unfenced_commands(page.read_text()) == []


@pytest.mark.parametrize("page", PAGES, ids=_identifier)
def test_the_code_of_a_page_is_written_as_the_linter_wants_it(page: Path, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    shutil.copy(PROJECT_ROOT / "pyproject.toml", tmp_path)
    for block in blocks_of(page):
        if block.language == "python" and "file" in block.options:
            terminal.apply(block)
    ruff = Path(sys.executable).with_name("ruff")
    for arguments in (["check"], ["format", "--check"]):
        command = [str(ruff), *arguments, "--no-cache", "."]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_what_cannot_be_run_is_listed_with_its_reason() -> None:
    """The list is the expectation: a block that is not run any more must be added here."""
    not_run = {
        f"{_identifier(page)}: {block.body.splitlines()[0]}": block.options["not-run"]
        for page in PAGES
        for block in blocks_of(page)
        if "not-run" in block.options
    }
    assert not_run == NOT_RUN


def test_an_expected_line_is_found_with_whatever_its_gaps_stand_for() -> None:
    output = "Version 2026-1 is published:  27 tables.\nChecks: 3 passed.\n"
    assert (
        says("Version <version> is published: ... tables.\n...\nChecks: 3 passed.", output) is None
    )
    assert says("Checks: 4 passed.", output) == "Checks: 4 passed."
    assert says("Checks: 3 passed.\nVersion", output) == "Version"

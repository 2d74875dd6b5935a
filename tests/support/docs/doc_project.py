"""A copy of the project as a newcomer has it after `git clone` and `make setup`.

Its `.venv` borrows the packages of ours and installs nothing; `ecom_platform` is the copy's own.
dbt's tests are left out of the copy: they cost most of a run and no page is about one of them.
"""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ecom_platform.settings import PROJECT_ROOT
from tests.support.docs.doc_pages import Block, says

_SECONDS = 240
_KEEP_STATE = "trap 'code=$?; export -p > \"$SHELL_STATE\"; exit $code' EXIT\n"


@dataclass
class Terminal:
    """The terminal of one reader: what was exported or activated stays from block to block."""

    project: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    output: str = ""

    def paste(self, command: str, expected_code: int = 0) -> None:
        """Run a block as it stands; each of its commands must work but the last, as expected."""
        done = subprocess.run(
            ["bash", "-ec", self._remembering(command)],
            cwd=self.project, env=self._environment(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
        self.output = done.stdout
        said = f"exit code {done.returncode}, not {expected_code}:\n{self.output[-4000:]}"
        assert done.returncode == expected_code, f"{command}\n{said}"

    def start_and_stop(self, command: str, sentence: str) -> None:
        """Run a block that does not end until it has printed a sentence; then stop it by Ctrl+C."""
        log = self.project.parent / "running.log"
        with log.open("w") as written:
            process = subprocess.Popen(
                ["bash", "-ec", self._remembering(command)],
                cwd=self.project, env=self._environment(), stdout=written,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        try:
            ends = time.monotonic() + _SECONDS
            while sentence not in log.read_text():
                assert process.poll() is None, f"{command}\nended:\n{log.read_text()[-4000:]}"
                assert time.monotonic() < ends, f"{command}\nnever said '{sentence}'"
                time.sleep(0.1)
        finally:
            _stop(process)
        self.output = log.read_text()

    def apply(self, block: Block) -> None:
        """Do what a reader does with a block.

        Raises:
            AssertionError: a command did not work, or its output is another one.
        """
        if "not-run" in block.options or block.language == "mermaid":
            return
        if block.language in {"sh", "hidden"}:
            self._run(block)
        elif block.language == "text":
            missing = says(block.body, self.output)
            assert missing is None, f"The output lacks '{missing}':\n{self.output[-6000:]}"
        elif block.language == "diff":
            _change(self.project / block.options["file"], block.body)
        elif "file" in block.options:
            path = self.project / block.options["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body)
        elif "append" in block.options:
            path = self.project / block.options["append"]
            path.write_text(f"{path.read_text()}\n\n{block.body}")
        else:
            assert block.language == "python", f"Nobody knows what to do with {block.language}."
            self.paste(f".venv/bin/python - <<'PROGRAM'\n{block.body}PROGRAM\n")

    def _run(self, block: Block) -> None:
        if "until" in block.options:
            self.start_and_stop(block.body, block.options["until"])
        else:
            self.paste(block.body, int(block.options.get("exit", 0)))

    def _remembering(self, command: str) -> str:
        state = self.project.parent / "shell_state"
        return f'[ -f "{state}" ] && . "{state}"\nSHELL_STATE="{state}"\n{_KEEP_STATE}{command}'

    def _environment(self) -> dict[str, str]:
        home = self.project.parent / "home"
        home.mkdir(exist_ok=True)
        clean = {"PATH": os.defpath + ":/usr/local/bin", "HOME": str(home), "LANG": "C.UTF-8"}
        return {**clean, "USER": "newcomer", "LOGNAME": "newcomer", **self.environment}


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ctrl+C goes to every process of the terminal; what stays after it is killed."""
    for sign, patience in ((signal.SIGINT, 20), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, sign)
            process.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _change(path: Path, diff: str) -> None:
    """Change a file as a diff without line numbers says."""
    lines = diff.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = path.read_text()
    assert text.count(before) == 1, f"{path.name} has these lines {text.count(before)} times."
    path.write_text(text.replace(before, after))


def new_project(folder: Path) -> Path:
    """Copy the project into an empty folder and give it a `.venv`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        if (PROJECT_ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT_ROOT / name, folder / name)
    _leave_out_dbt_tests(folder / "dbt_models")
    _borrow_packages(folder)
    return folder


def _leave_out_dbt_tests(dbt_project: Path) -> None:
    for path in [*(dbt_project / "tests").rglob("*.*")]:
        if path.parent.name != "generic":
            path.unlink()
    for path in (dbt_project / "models").rglob("*.yml"):
        path.write_text("".join(_without_tests(path.read_text().splitlines(keepends=True))))


def _without_tests(lines: list[str]) -> Iterator[str]:
    """The lines of a description without the blocks of its tests; all others stay as they are."""
    left_out: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if left_out is not None and (not line.strip() or indent > left_out):
            continue
        is_of_tests = line.strip() in {"data_tests:", "unit_tests:"}
        left_out = indent if is_of_tests else None
        if not is_of_tests:
            yield line


def _borrow_packages(project: Path) -> None:
    ours, packages = Path(sys.prefix), Path(sysconfig.get_path("purelib"))
    theirs = project / ".venv"
    (theirs / packages.relative_to(ours)).mkdir(parents=True)
    (theirs / packages.relative_to(ours) / "project.pth").write_text(f"{project}\n{packages}\n")
    (theirs / "bin").mkdir()
    shutil.copyfile(ours / "pyvenv.cfg", theirs / "pyvenv.cfg")
    for program in (ours / "bin").iterdir():
        target = theirs / "bin" / program.name
        if program.is_symlink():
            target.symlink_to(program.readlink())
        elif program.read_bytes()[:2] == b"#!" or program.name.startswith("activate"):
            target.write_text(program.read_text().replace(str(ours), str(theirs)))
            shutil.copymode(program, target)
        else:
            shutil.copy(program, target)
    (theirs / ".setup-stamp").touch()

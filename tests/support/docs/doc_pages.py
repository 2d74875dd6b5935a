"""The blocks of a documentation page, in the order in which a reader pastes them.

A reader sees only the language of a block; what a test must know stands behind it on the same line,
or in a comment that a browser does not show:

    ```sh                     paste it into a terminal at the root of the project
    ```sh exit=3              the last command ends with this exit code
    ```sh until="sentence"    it runs on: wait for the sentence, then stop it
    ```sh not-run="reason"    cannot be run here; the test lists it with its reason
    ```python file=a/b.py     save it as this file (yaml, sql, csv, ... too)
    ```python append=a/b.py   add it to the end of this file
    ```diff file=a/b.py       change this file; lines without a sign must be there
    ```python                 a program: run it
    ```text                   what the block before prints: `...` and `<name>` stand for anything
    <!-- test: command -->    a command no reader sees, such as one that plants a fault
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n`]+)\n(?P<body>.*?)^(?P=indent)```$"
    r"|^<!-- test: (?P<hidden>.*?) -->$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """One block of a page.

    Attributes:
        language: the word after the fence; `hidden` for a command that no reader sees.
        options: what stands behind the language.
        body: its lines, without the indentation of a list.
        line: where its body begins in the page.
    """

    language: str
    body: str
    line: int
    options: dict[str, str] = field(default_factory=dict)


def blocks_of(page: Path) -> list[Block]:
    """Every block of a page, hidden commands included."""
    return list(_blocks(page.read_text()))


def _blocks(text: str) -> Iterator[Block]:
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 2
        if found["hidden"]:
            yield Block("hidden", found["hidden"] + "\n", line - 1)
            continue
        language, *options = shlex.split(found["info"])
        body = re.sub(rf"^{found['indent']}", "", found["body"], flags=re.MULTILINE)
        yield Block(language, body, line, dict(option.split("=", 1) for option in options))


def unfenced_commands(text: str) -> list[str]:
    """Commands that stand in an indented block, where no test would find them."""
    return re.findall(r"^ {4,}(?:\.venv/bin/|make |ecom |export )\S+", _outside(text), re.MULTILINE)


def _outside(text: str) -> str:
    return _FENCE.sub("", text)


def says(expected: str, output: str) -> str | None:
    """The first expected line that is not in the output in this order; None when all are."""
    left = output
    for line in expected.splitlines():
        if not line.strip() or line.strip() == "...":
            continue
        found = re.search(_pattern(line.strip()), left)
        if found is None:
            return line
        left = left[found.end() :]
    return None


def _pattern(line: str) -> str:
    parts = re.split(r"(\.\.\.|<[\w ]+>)", line)
    any_text = r"[^\n]*?"
    return "".join(any_text if n % 2 else _blank_tolerant(part) for n, part in enumerate(parts))


def _blank_tolerant(text: str) -> str:
    """Blanks in a row count as one: columns are as wide as their longest value."""
    return r"[ \t]+".join(re.escape(word) for word in re.split(r"[ \t]+", text))

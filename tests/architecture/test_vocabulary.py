"""Names are the field's own: words that were replaced do not come back.

Names that are kept for the sake of data written before (tables of the operational store, keys of
files) are no names of files, classes or functions. The module of a command has the command's name.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ROOT / "ecom_platform" / "cli" / "commands"
CODE = ["ecom_platform", "assets", "dagster_instance", "jobs", "schedules", "sensors", "benchmarks"]
REPLACED = {  # the word, and what the field calls it
    "told": "notified",
    "tell": "notify",
    "tells": "notifies",
    "telling": "dispatch",
    "notice": "notification",
    "notices": "notifications",
    "letter": "message",
    "letters": "messages",
    "weigh": "lifecycle",
    "weighing": "lifecycle",
    "judge": "evaluate",
    "judged": "evaluated",
    "judges": "evaluates",
    "judging": "evaluation",
    "judgement": "evaluation",
    "judgements": "verdicts",
    "outcome": "check result",
    "outcomes": "check results",
    "watch": "platform health check",
    "watched": "platform health check",
    "watches": "platform health checks",
    "watching": "platform health check",
    "memory": "checked days",
    "pace": "freshness",
    "slice": "day selection",
    "slices": "day selections",
    "measuring": "evaluation",
    "foretold": "forecast",
    "foretell": "forecast",
    "teach": "update the baseline",
    "teaching": "update the baseline",
    "loud": "extreme",
    "law": "distribution",
    "laws": "distributions",
    "fold": "deduplicate",
    "folds": "deduplicates",
    "folded": "deduplicated",
    "folding": "deduplication",
    "statement": "record version",
    "statements": "record versions",
    "rhythm": "purchase interval",
    "marks": "score, or points",
    "standing": "kept and pending",
    "press": "renderer",
    "edition": "report context",
    "rounds": "delivery run",
    "trial": "test message",
    "trials": "attempts",
    "acknowledging": "acknowledgement",
    "release": "override",
    "released": "overridden",
    "releases": "overrides",
    "behind": "upstream of, or downstream of",
    "places": "positions",
}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _words(name: str) -> set[str]:
    """The words of a name in any case: `is_held` and `IsHeld` have the same."""
    return set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()))


def _replaced(name: str) -> dict[str, str]:
    return {word: REPLACED[word] for word in _words(name) & set(REPLACED)}


def _files() -> list[Path]:
    python = [path for root in [*CODE, "tests"] for path in (ROOT / root).rglob("*.py")]
    folders = ("models", "macros", "snapshots", "tests")
    sql = [path for name in folders for path in (ROOT / "dbt_models" / name).rglob("*.sql")]
    return sorted(path for path in [*python, *sql] if "__pycache__" not in path.parts)


def test_no_file_has_a_replaced_word_in_its_name() -> None:
    paths = [path for path in _files() if path.parent != COMMANDS]
    found = {_name(path): _replaced(_name(path.with_suffix(""))) for path in paths}
    assert {name: words for name, words in found.items() if words} == {}


def _defined(path: Path) -> list[str]:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    names = [node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]
    return [name for name in names if not name.startswith("test_")]


def test_no_class_or_function_has_a_replaced_word_in_its_name() -> None:
    found = {
        f"{_name(path)}: {name}": _replaced(name)
        for path in _files()
        if path.suffix == ".py"
        for name in _defined(path)
    }
    assert {name: words for name, words in found.items() if words} == {}


def _macros() -> list[str]:
    texts = [path.read_text() for path in (ROOT / "dbt_models" / "macros").rglob("*.sql")]
    return sorted(name for text in texts for name in re.findall(r"macro (\w+)\(", text))


def test_no_macro_has_a_replaced_word_in_its_name() -> None:
    assert _macros()
    assert {name: _replaced(name) for name in _macros() if _replaced(name)} == {}


def test_the_search_sees_words_in_every_kind_of_name() -> None:
    assert set(_replaced("is_judged")) == {"judged"}
    assert set(_replaced("OutcomeOfNight")) == {"outcome"}
    assert _replaced("folder") == {}


def test_at_most_twelve_words_are_our_own() -> None:
    """Each stands in the glossary once."""
    text = (ROOT / "docs" / "reference" / "glossary.md").read_text()
    ours = re.findall(r"^\| \*\*(.+?)\*\* \|", text, re.M)
    assert 0 < len(ours) <= 12
    assert len(set(ours)) == len(ours)

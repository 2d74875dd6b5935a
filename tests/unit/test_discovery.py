"""Declarations are found by looking, and a module that declares nothing is named."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from ecom_platform.discovery import declarations_below
from ecom_platform.errors import DeclarationError


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a sub-package, each with one module that declares a number."""
    for folder in ("shelf", "shelf/upper"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("")
    (tmp_path / "shelf" / "b.py").write_text("NUMBER = 2")
    (tmp_path / "shelf" / "upper" / "a.py").write_text("NUMBER = 1")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [one for one in sys.modules if one.partition(".")[0] == "shelf"]:
        monkeypatch.delitem(sys.modules, name)
    return tmp_path / "shelf"


def test_what_modules_below_a_package_declare_is_found(shelf: Path) -> None:
    assert declarations_below(import_module("shelf"), "NUMBER") == {"b": 2, "upper.a": 1}


@pytest.mark.parametrize("text", ["", "NUMBER = ()"], ids=["nothing", "an empty tuple"])
def test_a_module_that_declares_nothing_is_an_error_that_names_it(shelf: Path, text: str) -> None:
    (shelf / "forgotten.py").write_text(text)
    with pytest.raises(DeclarationError, match=r"shelf\.forgotten declares no NUMBER"):
        declarations_below(import_module("shelf"), "NUMBER")

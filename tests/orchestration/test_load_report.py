"""The names of files are shown as they are, whatever markup they would be."""

import importlib

import pytest
from markdown_it import MarkdownIt

from ecom_platform.cli.terminal_output import out, print_sentence

pytestmark = pytest.mark.xdist_group("dagster")

NAMES = [
    "[bold]x[/bold].csv", "[x](http://host).csv", "*a* _b_ `c` ~~d~~.csv", "<b>e</b>.csv",
    "1. f.csv",
    "# g.csv", "- h.csv", "+ i.csv", "> j.csv", "a | b.csv", "&amp;.csv", "!{k}.csv", ":smile:.csv",
    "back\\slash.csv", "1) l.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_dagster_shows_the_characters_of_a_name_and_no_markup(name: str) -> None:
    as_markdown_list = importlib.import_module("assets.ingestion").as_markdown_list
    sentence = f"{name} is not read: it holds no table."
    tokens = MarkdownIt().parse(as_markdown_list([sentence]))
    assert [token.type for token in tokens if token.nesting == 1] == [
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
    ]
    (inline,) = (token for token in tokens if token.type == "inline")
    assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
    assert "".join(child.content for child in inline.children or ()) == sentence


@pytest.mark.parametrize("name", NAMES)
def test_the_console_shows_the_characters_of_a_name_and_no_markup(name: str) -> None:
    with out.capture() as printed:
        print_sentence(f"{name} is not read.")
    assert printed.get() == f"{name} is not read.\n"

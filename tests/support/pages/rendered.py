"""The text, the figures and the links of a rendered page."""

import gzip
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from ecom_platform.serving.dashboard.page import Component
from ecom_platform.serving.dashboard.page_rendering import gzipped_json


def parts_of(content: Sequence[Component]) -> Iterator[dict[str, Any]]:
    """All components of the content, as a browser receives them."""
    yield from _walk(orjson.loads(gzip.decompress(gzipped_json({"children": list(content)}))))


def text_of(content: Sequence[Component]) -> str:
    """All text of the content, joined by spaces."""
    return " ".join(
        text
        for part in parts_of(content)
        for text in _listed(part["props"].get("children"))
        if isinstance(text, str)
    )


def figures_of(content: Sequence[Component]) -> dict[str, dict[str, Any]]:
    """The figures of the content by name."""
    return {
        part["props"]["id"]["name"]: part["props"]["figure"]
        for part in parts_of(content)
        if part["type"] == "Graph"
    }


def links_of(figure: dict[str, Any]) -> list[str]:
    """The links of the points of a figure."""
    return [link for trace in figure["data"] for link in _flat(trace.get("customdata", []))]


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "props" in value:
            yield value
        for one in value.values():
            yield from _walk(one)
    elif isinstance(value, list):
        for one in value:
            yield from _walk(one)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _flat(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, list):
            yield from _flat(value)
        else:
            yield value

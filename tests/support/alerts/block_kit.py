"""Slack's rules for a message, written down from its documentation and not from our code."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


def mistakes(message: dict[str, Any]) -> list[str]:
    """What Slack would refuse or show wrongly; empty for a valid message."""
    return [*_message_mistakes(message), *_block_mistakes(message.get("blocks", []))]


def _message_mistakes(message: dict[str, Any]) -> Iterator[str]:
    text = message.get("text", "")
    if not text:
        yield "no text for notifications"
    if len(text) > 4_000:
        yield "text is longer than 4,000 and would be cut"
    yield from _markup(text)
    metadata = message.get("metadata", {"event_type": "x", "event_payload": {}})
    if set(metadata) != {"event_type", "event_payload"}:
        yield "metadata has other keys than event_type and event_payload"
    if "reply_broadcast" in message and "thread_ts" not in message:
        yield "reply_broadcast outside of a thread"


def _block_mistakes(blocks: list[dict[str, Any]]) -> Iterator[str]:
    if not 1 <= len(blocks) <= 50:
        yield f"{len(blocks)} blocks"
    kinds = {"header": _header, "section": _section, "context": _context, "actions": _actions}
    for block in blocks:
        if block["type"] not in {*kinds, "divider"}:
            yield f"unknown block {block['type']}"
        else:
            yield from kinds.get(block["type"], _no_mistakes)(block)
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"block_id {name} is used twice" for name, count in ids.items() if count > 1)


def _no_mistakes(_block: dict[str, Any]) -> Iterator[str]:
    return iter(())


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block["text"], 150, kinds={"plain_text"})


def _section(block: dict[str, Any]) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "a section has neither text nor fields"
    if "text" in block:
        yield from _text(block["text"], 3_000)
    if "fields" in block and not 1 <= len(block["fields"]) <= 10:
        yield f"a section has {len(block['fields'])} fields"
    for field in block.get("fields", []):
        yield from _text(field, 2_000)


def _context(block: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield f"a context has {len(block['elements'])} elements"
    for element in block["elements"]:
        yield from _text(element, 3_000)


def _actions(block: dict[str, Any]) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 25:
        yield f"actions have {len(block['elements'])} elements"
    for element in block["elements"]:
        if element["type"] != "button":
            yield f"unknown element {element['type']}"
        yield from _text(element["text"], 75, kinds={"plain_text"})
        if not 1 <= len(element.get("url", "x")) <= 3_000:
            yield "a url is empty or longer than 3,000"
        if not 1 <= len(element["action_id"]) <= 255:
            yield "an action_id is empty or longer than 255"
        if "url" not in element:
            yield "a button without a link needs a server of ours"


def _text(
    text: dict[str, Any], limit: int, kinds: frozenset[str] | set[str] = frozenset({"mrkdwn"})
) -> Iterator[str]:
    if text["type"] not in {*kinds, "plain_text"}:
        yield f"a text is {text['type']}"
    if not 1 <= len(text["text"]) <= limit:
        yield f"a text has {len(text['text'])} characters, {limit} are allowed"
    if text["type"] == "mrkdwn":
        yield from _markup(text["text"])


def _markup(text: str) -> Iterator[str]:
    if "<" in text or ">" in text or _ENTITY.search(text):
        yield f"unescaped characters in {text!r}"

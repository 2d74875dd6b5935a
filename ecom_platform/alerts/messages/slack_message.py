"""A notice as a Slack message: Block Kit within Slack's limits, and the text without blocks.

Only the form belongs here. Slack refuses a message that breaks one limit, so everything is cut to
fit, and what is cut is counted.
"""

from typing import Any

from ecom_platform.alerts.messages import sparkline, wording
from ecom_platform.alerts.messages.notification import Notification

Block = dict[str, Any]

TEXT_LIMIT = 3_000
FIELD_LIMIT = 2_000
FIELDS = 10
HEADER_LIMIT = 150
URL_LIMIT = 3_000
FALLBACK_LIMIT = 3_900  # Slack shows 4,000
LISTED = 10

_SIGNS = {
    "info": ":white_check_mark:",
    "warn": ":warning:",
    "error": ":red_circle:",
    "critical": ":rotating_light:",
}


def blocks(notice: Notification) -> list[Block]:
    """The message, far below Slack's 50 blocks: everything that may be long is one block."""
    found = [_header(notice), _section(f"*{escape(notice.title)}*")]
    found += [_section(_list(notice.news))] if notice.news else []
    found += _facts(notice)
    found += _paragraphs(notice)
    found += _chart(notice)
    found += _failures(notice)
    found += _actions(notice)
    return found


def fallback(notice: Notification) -> str:
    """What notifications and screen readers say."""
    text = f"{wording.headline(notice)}: {notice.title}"
    return cut(escape(text), FALLBACK_LIMIT)


def escape(text: str) -> str:
    """Plain text that Slack takes for nothing else: no link, mention or channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, limit: int) -> str:
    """Escaped text of at most `limit` letters, never ending inside an escape."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    start = kept.rfind("&")
    if start >= 0 and ";" not in kept[start:]:
        kept = kept[:start]
    return f"{kept}…"


def _header(notice: Notification) -> Block:
    text = cut(f"{_SIGNS[notice.severity]} {wording.headline(notice)}", HEADER_LIMIT)
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": True}}


def _facts(notice: Notification) -> list[Block]:
    """Fields two in a row; what is beyond the tenth follows in another block."""
    fields = [
        {"type": "mrkdwn", "text": cut(f"*{escape(label)}*\n{escape(value)}", FIELD_LIMIT)}
        for label, value in wording.facts(notice)
    ]
    shown = fields[: 2 * FIELDS]
    return [
        {"type": "section", "fields": shown[start : start + FIELDS]}
        for start in range(0, len(shown), FIELDS)
    ]


def _paragraphs(notice: Notification) -> list[Block]:
    return [
        _section(f"*{heading}*\n{escape(text)}") for heading, text in wording.paragraphs(notice)
    ]


def _chart(notice: Notification) -> list[Block]:
    picture = sparkline.chart(notice)
    if picture is None:
        return []
    return [_section(f"```{escape(sparkline.in_letters(picture))}```")]


def _failures(notice: Notification) -> list[Block]:
    """The failures behind the first cause, as many as fit, and how many more there are."""
    total = max(notice.failure_count, len(notice.failures))
    if not total:
        return []
    heading = wording.failures_heading(notice, total)
    return [_section(f"*{heading}*\n{_list(notice.failures, total)}")]


def _list(sentences: tuple[str, ...], total: int | None = None) -> str:
    """Sentences in lines; the last line says how many are left out."""
    total = len(sentences) if total is None else total
    room = TEXT_LIMIT - 200  # for the heading and the count
    lines: list[str] = []
    for sentence in sentences[:LISTED]:
        line = f"• {cut(escape(sentence), 400)}"
        if sum(map(len, lines)) + len(lines) + len(line) > room:
            break
        lines.append(line)
    left_out = total - len(lines)
    return "\n".join([*lines, f"… and {left_out:,} more"] if left_out else lines)


def _actions(notice: Notification) -> list[Block]:
    """A link to the run, and how to say "I am on it": no button needs a server of ours."""
    found: list[Block] = []
    if notice.run_url and len(notice.run_url) <= URL_LIMIT:
        label = {"type": "plain_text", "text": "Open the run", "emoji": True}
        button = {"type": "button", "text": label, "url": notice.run_url, "action_id": "open_run"}
        found.append({"type": "actions", "elements": [button]})
    if notice.acknowledge:
        text = f"To take this on: `{escape(notice.acknowledge)}`"
        element = {"type": "mrkdwn", "text": cut(text, TEXT_LIMIT)}
        found.append({"type": "context", "elements": [element]})
    return found


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, TEXT_LIMIT)}}

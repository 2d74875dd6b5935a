"""A notification as a Slack message: Block Kit within Slack's limits, and a text without blocks.

This module only decides how it looks. Slack refuses a message that breaks one of its limits, so
everything is cut to fit, and a line says how much was left out.
"""

from typing import Any

from ecom_platform.alerts.messages import message_lines, sparkline
from ecom_platform.alerts.messages.headline import headline
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


def blocks(notification: Notification) -> list[Block]:
    """The message as Block Kit blocks.

    Every part that may be long is one block, so that the message stays below Slack's 50 blocks.
    """
    message_blocks = [
        _header_block(notification),
        _section_block(f"*{escape(notification.title)}*"),
    ]
    message_blocks += (
        [_section_block(_bullet_list(notification.updates))] if notification.updates else []
    )
    message_blocks += _fact_blocks(notification)
    message_blocks += _paragraph_blocks(notification)
    message_blocks += _chart_blocks(notification)
    message_blocks += _failure_blocks(notification)
    message_blocks += _action_blocks(notification)
    return message_blocks


def fallback(notification: Notification) -> str:
    """The text that Slack shows in its own notifications and gives to screen readers."""
    text = f"{headline(notification)}: {notification.title}"
    return cut(escape(text), FALLBACK_LIMIT)


def escape(text: str) -> str:
    """Text that Slack shows as it is, without links, mentions or channels.

    >>> escape("<!channel> & more")
    '&lt;!channel&gt; &amp; more'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, limit: int) -> str:
    """Escaped text, cut to at most `limit` characters, but never inside an escape like `&amp;`."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    start = kept.rfind("&")
    if start >= 0 and ";" not in kept[start:]:
        kept = kept[:start]
    return f"{kept}…"


def _header_block(notification: Notification) -> Block:
    text = cut(f"{_SIGNS[notification.severity]} {headline(notification)}", HEADER_LIMIT)
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": True}}


def _fact_blocks(notification: Notification) -> list[Block]:
    """The first twenty facts in blocks of ten, the most that Slack allows in a block."""
    fields = [
        {"type": "mrkdwn", "text": cut(f"*{escape(label)}*\n{escape(value)}", FIELD_LIMIT)}
        for label, value in message_lines.facts(notification)
    ]
    shown = fields[: 2 * FIELDS]
    return [
        {"type": "section", "fields": shown[start : start + FIELDS]}
        for start in range(0, len(shown), FIELDS)
    ]


def _paragraph_blocks(notification: Notification) -> list[Block]:
    return [
        _section_block(f"*{heading}*\n{escape(text)}")
        for heading, text in message_lines.paragraphs(notification)
    ]


def _chart_blocks(notification: Notification) -> list[Block]:
    chart = sparkline.build_chart(notification)
    if chart is None:
        return []
    return [_section_block(f"```{escape(sparkline.as_text(chart))}```")]


def _failure_blocks(notification: Notification) -> list[Block]:
    """The listed failures, as many as fit, and how many more there are."""
    total = max(notification.failure_count, len(notification.failures))
    if not total:
        return []
    heading = message_lines.failures_heading(notification, total)
    return [_section_block(f"*{heading}*\n{_bullet_list(notification.failures, total)}")]


def _bullet_list(sentences: tuple[str, ...], total: int | None = None) -> str:
    """One line for each sentence; a last line says how many are left out."""
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


def _action_blocks(notification: Notification) -> list[Block]:
    """The link to the run, and the command that acknowledges the incident.

    It is a command, because Slack sends the click on a button to a server, which we do not have.
    """
    action_blocks: list[Block] = []
    if notification.run_url and len(notification.run_url) <= URL_LIMIT:
        label = {"type": "plain_text", "text": "Open the run", "emoji": True}
        button = {
            "type": "button",
            "text": label,
            "url": notification.run_url,
            "action_id": "open_run",
        }
        action_blocks.append({"type": "actions", "elements": [button]})
    if notification.acknowledge:
        text = f"To acknowledge: `{escape(notification.acknowledge)}`"
        element = {"type": "mrkdwn", "text": cut(text, TEXT_LIMIT)}
        action_blocks.append({"type": "context", "elements": [element]})
    return action_blocks


def _section_block(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, TEXT_LIMIT)}}

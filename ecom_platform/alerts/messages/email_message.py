"""A notification as an e-mail: plain text and HTML, in the thread of its incident.

This module only decides how it looks. The HTML uses nothing but tables and attributes, which every
mail program shows.
"""

from collections.abc import Sequence
from datetime import UTC
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape

from ecom_platform.alerts.messages import email_chart, message_lines, sparkline
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.alerts.messages.headline import headline
from ecom_platform.alerts.messages.notification import Notification

SUBJECT_LIMIT = 150
LISTED = 50
COLOURS = {"info": "#1a7f37", "warn": "#9a6700", "error": "#cf222e", "critical": "#8b0a1a"}
_FONT = "font-family:Helvetica,Arial,sans-serif"


def build_email(message: Message, sender: str, recipients: Sequence[str]) -> EmailMessage:
    """The e-mail, with the same Message-ID for every attempt.

    Args:
        message: the notification and its key.
        sender: an address, with or without a name; its domain ends the Message-ID.
        recipients: addresses.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(recipients)
    mail["Subject"] = subject(message)
    mail["Date"] = format_datetime(message.written_at.replace(tzinfo=UTC))
    mail["Message-ID"] = f"<{message.key}@{domain}>"
    if message.thread:
        mail["In-Reply-To"] = f"<{message.thread.key}@{domain}>"
        mail["References"] = f"<{message.thread.key}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # no out-of-office note comes back
    mail.set_content(plain_text(message.notification))
    mail.add_alternative(html(message.notification), subtype="html")
    return mail


def subject(message: Message) -> str:
    """The subject; that of an incident never changes, because some programs thread by it."""
    notification = message.notification
    if notification.incident_id is None:
        text = f"{headline(notification)}: {notification.title}"
    else:
        text = f"Incident {notification.incident_id}: {notification.check} on {notification.table}"
        text = f"Re: {text}" if message.thread else text
    text = " ".join(text.split())
    return text if len(text) <= SUBJECT_LIMIT else f"{text[: SUBJECT_LIMIT - 1]}…"


def plain_text(notification: Notification) -> str:
    """The notification for programs that show no HTML."""
    parts = [headline(notification), notification.title]
    parts += ["\n".join(f"- {sentence}" for sentence in notification.updates)]
    parts += ["\n".join(f"{label}: {value}" for label, value in message_lines.facts(notification))]
    parts += [f"{heading}:\n{text}" for heading, text in message_lines.paragraphs(notification)]
    chart = sparkline.build_chart(notification)
    parts += [sparkline.as_text(chart)] if chart else []
    heading, sentences = _failures_heading_and_list(notification)
    if sentences:
        parts += ["\n".join([f"{heading}:", *(f"- {sentence}" for sentence in sentences)])]
    parts += [f"The run: {notification.run_url}"] if notification.run_url else []
    parts += [f"To acknowledge: {notification.acknowledge}"] if notification.acknowledge else []
    return "\n\n".join(part for part in parts if part) + "\n"


def html(notification: Notification) -> str:
    """The notification as an HTML page of one column."""
    colour = COLOURS[notification.severity]
    rows = [
        _row_html(
            f'<b style="color:#ffffff">{escape(headline(notification))}</b>',
            f'bgcolor="{colour}" style="padding:12px 20px;{_FONT};font-size:14px"',
        ),
        _row_html(f"<b>{escape(notification.title)}</b>", _cell_attributes(18)),
        *(
            [_row_html(_list_html(notification.updates), _cell_attributes(14))]
            if notification.updates
            else []
        ),
        *(
            [_row_html(_facts_html(notification), _cell_attributes(14))]
            if message_lines.facts(notification)
            else []
        ),
        *(
            _row_html(_headed_html(*part), _cell_attributes(14))
            for part in message_lines.paragraphs(notification)
        ),
    ]
    chart = sparkline.build_chart(notification)
    rows += [_row_html(email_chart.cells(chart), _cell_attributes(12))] if chart else []
    heading, sentences = _failures_heading_and_list(notification)
    rows += (
        [_row_html(f"<b>{escape(heading)}</b>{_list_html(sentences)}", _cell_attributes(14))]
        if sentences
        else []
    )
    rows += _link_rows(notification)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(headline(notification))}</title></head>"
        '<body style="margin:0" bgcolor="#f3f4f6">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        '<tr><td align="center" style="padding:24px 8px">'
        '<table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0"'
        ' bgcolor="#ffffff" style="max-width:640px;border:1px solid #d0d7de">'
        f"{''.join(rows)}</table></td></tr></table></body></html>\n"
    )


def _link_rows(notification: Notification) -> list[str]:
    """The link to the run, and the command that acknowledges the incident, if there are any."""
    rows = []
    if notification.run_url:
        link = (
            '<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>'
            '<td bgcolor="#0969da" style="padding:8px 16px">'
            f'<a href="{escape(notification.run_url)}" style="color:#ffffff;text-decoration:none">'
            "Open the run</a></td></tr></table>"
        )
        rows.append(_row_html(link, _cell_attributes(14)))
    if notification.acknowledge:
        command = f"<code>{escape(notification.acknowledge)}</code>"
        rows.append(_row_html(f"To acknowledge: {command}", _cell_attributes(13)))
    return rows


def _facts_html(notification: Notification) -> str:
    """The facts as an HTML table of labels and values."""
    lines = "".join(
        '<tr><td valign="top" width="140" style="padding:3px 12px 3px 0;color:#57606a;'
        f'{_FONT};font-size:14px">{escape(label)}</td>'
        f'<td valign="top" style="padding:3px 0;color:#1f2328;{_FONT};font-size:14px">'
        f"{escape(value)}</td></tr>"
        for label, value in message_lines.facts(notification)
    )
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        f"{lines}</table>"
    )


def _failures_heading_and_list(notification: Notification) -> tuple[str, list[str]]:
    """Heading and sentences of the listed failures; a last line counts those left out."""
    total = max(notification.failure_count, len(notification.failures))
    shown = list(notification.failures[:LISTED])
    if total > len(shown):
        shown.append(f"… and {total - len(shown):,} more")
    return message_lines.failures_heading(notification, total), shown


def _headed_html(heading: str, text: str) -> str:
    return f"<b>{escape(heading)}</b><br>{escape(text)}"


def _list_html(sentences: Sequence[str]) -> str:
    items = "".join(f'<li style="padding:2px 0">{escape(sentence)}</li>' for sentence in sentences)
    return f'<ul style="margin:4px 0;padding-left:20px">{items}</ul>'


def _cell_attributes(size: int) -> str:
    return f'style="padding:10px 20px;color:#1f2328;{_FONT};font-size:{size}px;line-height:1.45"'


def _row_html(content: str, attributes: str) -> str:
    return f"<tr><td {attributes}>{content}</td></tr>"

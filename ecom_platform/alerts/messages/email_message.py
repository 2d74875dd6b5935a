"""A notice as an e-mail: the same words as plain text and as HTML, in the thread of its incident.

Only the form belongs here. The HTML uses tables and attributes alone: every mail program shows it.
"""

from collections.abc import Sequence
from datetime import UTC
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape

from ecom_platform.alerts.messages import email_chart, sparkline, wording
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.alerts.messages.notification import Notification

SUBJECT_LIMIT = 150
LISTED = 50
COLOURS = {"info": "#1a7f37", "warn": "#9a6700", "error": "#cf222e", "critical": "#8b0a1a"}
_FONT = "font-family:Helvetica,Arial,sans-serif"


def message(letter: Message, sender: str, recipients: Sequence[str]) -> EmailMessage:
    """The whole e-mail; every attempt has the same Message-ID."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(recipients)
    mail["Subject"] = subject(letter)
    mail["Date"] = format_datetime(letter.written_at.replace(tzinfo=UTC))
    mail["Message-ID"] = f"<{letter.key}@{domain}>"
    if letter.thread:
        mail["In-Reply-To"] = f"<{letter.thread.key}@{domain}>"
        mail["References"] = f"<{letter.thread.key}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # no out-of-office note comes back
    mail.set_content(in_text(letter.notice))
    mail.add_alternative(in_html(letter.notice), subtype="html")
    return mail


def subject(letter: Message) -> str:
    """The same for all letters of an incident: some programs thread by subject."""
    notice = letter.notice
    if notice.incident_id is None:
        text = f"{wording.headline(notice)}: {notice.title}"
    else:
        text = f"Incident {notice.incident_id}: {notice.check} on {notice.table}"
        text = f"Re: {text}" if letter.thread else text
    text = " ".join(text.split())
    return text if len(text) <= SUBJECT_LIMIT else f"{text[: SUBJECT_LIMIT - 1]}…"


def in_text(notice: Notification) -> str:
    """The notice for programs that show no HTML."""
    parts = [wording.headline(notice), notice.title]
    parts += ["\n".join(f"- {sentence}" for sentence in notice.news)]
    parts += ["\n".join(f"{label}: {value}" for label, value in wording.facts(notice))]
    parts += [f"{heading}:\n{text}" for heading, text in wording.paragraphs(notice)]
    picture = sparkline.chart(notice)
    parts += [sparkline.in_letters(picture)] if picture else []
    heading, sentences = _failures(notice)
    parts += ["\n".join([f"{heading}:", *(f"- {sentence}" for sentence in sentences)])]
    parts = parts if sentences else parts[:-1]
    parts += [f"The run: {notice.run_url}"] if notice.run_url else []
    parts += [f"To take this on: {notice.acknowledge}"] if notice.acknowledge else []
    return "\n\n".join(part for part in parts if part) + "\n"


def in_html(notice: Notification) -> str:
    """The notice in one column of tables."""
    colour = COLOURS[notice.severity]
    rows = [
        _row(
            f'<b style="color:#ffffff">{escape(wording.headline(notice))}</b>',
            f'bgcolor="{colour}" style="padding:12px 20px;{_FONT};font-size:14px"',
        ),
        _row(f"<b>{escape(notice.title)}</b>", _cell(18)),
        *([_row(_list(notice.news), _cell(14))] if notice.news else []),
        *([_row(_facts(notice), _cell(14))] if wording.facts(notice) else []),
        *(_row(_headed(*part), _cell(14)) for part in wording.paragraphs(notice)),
    ]
    picture = sparkline.chart(notice)
    rows += [_row(email_chart.cells(picture), _cell(12))] if picture else []
    heading, sentences = _failures(notice)
    rows += [_row(f"<b>{escape(heading)}</b>{_list(sentences)}", _cell(14))] if sentences else []
    rows += _links(notice)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(wording.headline(notice))}</title></head>"
        '<body style="margin:0" bgcolor="#f3f4f6">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        '<tr><td align="center" style="padding:24px 8px">'
        '<table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0"'
        ' bgcolor="#ffffff" style="max-width:640px;border:1px solid #d0d7de">'
        f"{''.join(rows)}</table></td></tr></table></body></html>\n"
    )


def _links(notice: Notification) -> list[str]:
    found = []
    if notice.run_url:
        link = (
            '<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>'
            '<td bgcolor="#0969da" style="padding:8px 16px">'
            f'<a href="{escape(notice.run_url)}" style="color:#ffffff;text-decoration:none">'
            "Open the run</a></td></tr></table>"
        )
        found.append(_row(link, _cell(14)))
    if notice.acknowledge:
        command = f"<code>{escape(notice.acknowledge)}</code>"
        found.append(_row(f"To take this on: {command}", _cell(13)))
    return found


def _facts(notice: Notification) -> str:
    lines = "".join(
        '<tr><td valign="top" width="140" style="padding:3px 12px 3px 0;color:#57606a;'
        f'{_FONT};font-size:14px">{escape(label)}</td>'
        f'<td valign="top" style="padding:3px 0;color:#1f2328;{_FONT};font-size:14px">'
        f"{escape(value)}</td></tr>"
        for label, value in wording.facts(notice)
    )
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        f"{lines}</table>"
    )


def _failures(notice: Notification) -> tuple[str, list[str]]:
    """Heading and sentences of what is listed under the notice; the last counts the rest."""
    total = max(notice.failure_count, len(notice.failures))
    shown = list(notice.failures[:LISTED])
    if total > len(shown):
        shown.append(f"… and {total - len(shown):,} more")
    return wording.failures_heading(notice, total), shown


def _headed(heading: str, text: str) -> str:
    return f"<b>{escape(heading)}</b><br>{escape(text)}"


def _list(sentences: Sequence[str]) -> str:
    items = "".join(f'<li style="padding:2px 0">{escape(sentence)}</li>' for sentence in sentences)
    return f'<ul style="margin:4px 0;padding-left:20px">{items}</ul>'


def _cell(size: int) -> str:
    return f'style="padding:10px 20px;color:#1f2328;{_FONT};font-size:{size}px;line-height:1.45"'


def _row(content: str, attributes: str) -> str:
    return f"<tr><td {attributes}>{content}</td></tr>"

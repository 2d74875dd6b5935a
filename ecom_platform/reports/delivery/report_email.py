"""A report as an e-mail: text, HTML with its pictures, and the PDF as an attachment.

Mail programs do not show pictures inside the HTML, so each picture is a part of its own.
"""

import re
from base64 import b64decode
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from ecom_platform.reports.rendering import text_summary
from ecom_platform.reports.report_archive import ArchivedReport

SUBJECT_LIMIT = 150
_EMBEDDED_PICTURE = re.compile(r'src="data:image/png;base64,([^"]+)"')


def report_email(
    archived: ArchivedReport, key: str, written_at: datetime, sender: str, to: str
) -> EmailMessage:
    """A report as an e-mail to one recipient.

    Args:
        archived: the report and its files.
        key: of the delivery; the same key gives the same Message-ID on every attempt.
        written_at: naive UTC.
        sender: such as `Reports <reports@example.com>`.
        to: the address of the recipient.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = _subject(text_summary.headline(archived.report))
    message["Date"] = format_datetime(written_at.replace(tzinfo=UTC))
    message["Message-ID"] = f"<{key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office note comes back
    message.set_content(archived.text.read_text(encoding="utf-8"))
    _add_html_with_pictures(message, archived.html.read_text(encoding="utf-8"), f"{key}@{domain}")
    message.add_attachment(
        archived.pdf.read_bytes(), maintype="application", subtype="pdf", filename=archived.pdf.name
    )
    return message


def _add_html_with_pictures(message: EmailMessage, html: str, name: str) -> None:
    """Add the HTML; its pictures become attachments that mail programs show."""
    pictures = [b64decode(encoded) for encoded in _EMBEDDED_PICTURE.findall(html)]
    numbers = iter(range(len(pictures)))
    linked = _EMBEDDED_PICTURE.sub(lambda _: f'src="cid:picture-{next(numbers)}.{name}"', html)
    message.add_alternative(linked, subtype="html")
    page = message.get_payload()[1]  # type: ignore[index]  # the HTML, beside the text
    for number, picture in enumerate(pictures):
        page.add_related(picture, "image", "png", cid=f"<picture-{number}.{name}>")  # type: ignore[union-attr]


def _subject(text: str) -> str:
    """The headline as a subject, cut to `SUBJECT_LIMIT` characters."""
    return text if len(text) <= SUBJECT_LIMIT else f"{text[: SUBJECT_LIMIT - 1]}…"

"""A report in a few lines of plain text, for Slack and for mail programs without HTML."""

from ecom_platform.reports.content.report_model import Report

MOST_SENTENCES = 12
_PER_SECTION = 2


def headline(report: Report) -> str:
    """The title, the day and the headline of a report in one line."""
    return f"{report.title}, {report.as_of_label}: {report.headline.text}"


def points(report: Report) -> list[str]:
    """The first sentences of each section, without the headline.

    Returns:
        At most `MOST_SENTENCES` sentences.
    """
    lines: list[str] = []
    for section in report.sections:
        if section.note:
            lines.append(f"{section.title}: {section.note}")
        texts = [sentence.text for sentence in section.sentences if sentence != report.headline]
        lines += texts[:_PER_SECTION]
    return lines[:MOST_SENTENCES]


def text(report: Report) -> str:
    """The whole text: headline, metrics, points and provenance."""
    tiles = [f"{tile.title}: {tile.value} ({tile.change})" for tile in report.tiles]
    lines = [headline(report), "", f"{report.audience_label}. {report.tiles_caption}:", *tiles, ""]
    lines += [f"- {point}" for point in points(report)]
    return "\n".join([*lines, "", report.provenance, ""])

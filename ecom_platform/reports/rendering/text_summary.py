"""A report in a few lines of plain text: for Slack, and for mail programs without HTML."""

from ecom_platform.reports.content.report_model import Report

MOST_SENTENCES = 12
_PER_SECTION = 2


def headline(report: Report) -> str:
    """What the report says, in one line."""
    return f"{report.title}, {report.as_of_label}: {report.headline.text}"


def points(report: Report) -> list[str]:
    """The first sentences of each section; the headline is not said again."""
    found = []
    for section in report.sections:
        said = [one.text for one in section.sentences if one != report.headline]
        found += [f"{section.title}: {section.note}"] if section.note else []
        found += said[:_PER_SECTION]
    return found[:MOST_SENTENCES]


def text(report: Report) -> str:
    """Headline, numbers and points in lines."""
    tiles = [f"{tile.title}: {tile.value} ({tile.change})" for tile in report.tiles]
    lines = [headline(report), "", f"{report.reader}. {report.tiles_caption}:", *tiles, ""]
    lines += [f"- {point}" for point in points(report)]
    return "\n".join([*lines, "", report.provenance, ""])

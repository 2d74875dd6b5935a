"""A report as one HTML file with its styles and pictures inside: no script, nothing to load."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from ecom_platform.reports.content.report_model import Report


def html(report: Report, pictures: Sequence[bytes]) -> str:
    """A report as an HTML page.

    Args:
        report: what the page says.
        pictures: the figures of the report as PNG files, in their order.
    """
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    encoded: Iterator[str] = iter([b64encode(picture).decode("ascii") for picture in pictures])
    template = environment.get_template("report.html")
    return template.render(report=report, next_picture=lambda: next(encoded))


def _template(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")

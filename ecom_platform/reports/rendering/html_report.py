"""A report as one HTML file: styles and pictures inside it, no script, nothing to load."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from ecom_platform.reports.content.report_model import Report


def html(report: Report, pictures: Sequence[bytes]) -> str:
    """The page of a report; the pictures are those of its figures, in their order."""
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    drawn: Iterator[str] = iter([b64encode(one).decode("ascii") for one in pictures])
    template = environment.get_template("report.html")
    return template.render(report=report, next_picture=lambda: next(drawn))


def _template(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")

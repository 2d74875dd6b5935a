"""Who gets which report: the file `reports.yaml`, proven whole before anything is sent.

Without the file nobody gets one; reports are kept all the same. Secrets are settings.
"""

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ecom_platform.alerts.channels.channel_config import Address
from ecom_platform.errors import ReportError
from ecom_platform.reports.content.audience import Audience, parse_audience
from ecom_platform.reports.report_kinds import REPORT_KINDS
from ecom_platform.settings import Settings

_LOOKS_LIKE = {
    "report": f"a report is one of {', '.join(REPORT_KINDS)}",
    "audience": "an audience is 'executives' or 'partner:ID'",
    "email": "e-mail addresses are a list of 'name@host'",
    "slack": "a Slack channel is '#name', in quotes, or an id such as C01234567",
}


def _known_report(name: str) -> str:
    if name not in REPORT_KINDS:
        raise ValueError("no such report")
    return name


def _known_audience(name: str) -> str:
    try:
        return parse_audience(name).name
    except ReportError as error:
        raise ValueError("no such audience") from error


class Recipients(BaseModel):
    """One report for one audience, and the people who get it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: Annotated[str, AfterValidator(_known_report)]
    audience: Annotated[str, AfterValidator(_known_audience)]
    email: tuple[Address, ...] = ()
    slack: str | None = Field(default=None, pattern=r"^(#[^\s#]+|[CG][A-Z0-9]{6,})$")

    @property
    def reader(self) -> Audience:
        """The audience."""
        return parse_audience(self.audience)


_FILE = TypeAdapter(tuple[Recipients, ...])


def load_recipients(settings: Settings) -> tuple[Recipients, ...]:
    """The entries of the file, none when there is no file.

    Raises:
        ReportError: the file cannot be used; all mistakes are told at once.
    """
    path = settings.report_recipients
    if not path.is_file():
        return ()
    try:
        return _FILE.validate_python(_read(path))
    except ValidationError as error:
        mistakes = " ".join(_sentence(one) for one in error.errors(include_url=False))
        raise ReportError(f"The file {path} cannot be used. {mistakes}") from error


def _read(path: Path) -> Any:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"The file {path} cannot be read: {error}.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark else ""
        raise ReportError(f"The file {path} is no YAML{line}.") from error
    return [] if content is None else content


def _sentence(problem: Any) -> str:
    place = [part for part in problem["loc"] if part != "Recipients"]
    if not place:
        return "It must be a list of entries with report, audience, email and slack."
    entry = f"Entry {int(place[0]) + 1}" if isinstance(place[0], int) else str(place[0])
    if len(place) == 1:
        return f"{entry} must have the keys report, audience, email and slack."
    key = str(place[1])
    if problem["type"] == "extra_forbidden":
        return f"{entry}: '{key}' is not known; there are {', '.join(_LOOKS_LIKE)}."
    if problem["type"] == "missing":
        return f"{entry}: '{key}' is missing; {_LOOKS_LIKE[key]}."
    return f"{entry}: {key} cannot be used; {_LOOKS_LIKE[key]}."

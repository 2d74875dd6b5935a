"""Who gets which report: the file `reports.yaml`, validated as a whole before anything is sent.

Without the file nobody gets a report, but reports are still written. Secrets are in `settings`.
"""

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from ecom_platform.alerts.channels.channel_config import Address
from ecom_platform.errors import ReportError
from ecom_platform.reports.content.audience import Audience, parse_audience
from ecom_platform.reports.report_kinds import REPORT_KINDS
from ecom_platform.settings import Settings

_EXPECTED = {
    "report": f"a report is one of {', '.join(REPORT_KINDS)}",
    "audience": "an audience is 'executives' or 'partner:ID'",
    "email": "e-mail addresses are a list of 'name@host'",
    "slack": "a Slack channel is '#name', in quotes, or an id such as C01234567",
}


def _known_report(name: str) -> str:
    """The name, if there is such a report; pydantic reports the error."""
    if name not in REPORT_KINDS:
        raise ValueError("no such report")
    return name


def _known_audience(value: object) -> Audience:
    """The audience that the file names; pydantic reports the error."""
    if isinstance(value, Audience):
        return value
    try:
        return parse_audience(str(value))
    except ReportError as error:
        raise ValueError("no such audience") from error


class Recipients(BaseModel):
    """One report for one audience, and the people who get it.

    Attributes:
        report: the name of the report.
        email: e-mail addresses.
        slack: a channel by its `#name` or its id; None when nobody gets the report in Slack.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: Annotated[str, AfterValidator(_known_report)]
    audience: Annotated[Audience, BeforeValidator(_known_audience)]
    email: tuple[Address, ...] = ()
    slack: str | None = Field(default=None, pattern=r"^(#[^\s#]+|[CG][A-Z0-9]{6,})$")


_FILE = TypeAdapter(tuple[Recipients, ...])


def load_recipients(settings: Settings) -> tuple[Recipients, ...]:
    """The entries of `reports.yaml`; none when there is no file.

    Raises:
        ReportError: the file cannot be used; the message names every mistake in it.
    """
    path = settings.report_recipients
    if not path.is_file():
        return ()
    try:
        return _FILE.validate_python(_read(path))
    except ValidationError as error:
        mistakes = " ".join(_sentence(problem) for problem in error.errors(include_url=False))
        raise ReportError(f"The file {path} cannot be used. {mistakes}") from error


def _read(path: Path) -> Any:
    """The content of the YAML file; an empty file has no entries."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"The file {path} cannot be read: {error}.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark else ""
        raise ReportError(f"The file {path} is not valid YAML{line}.") from error
    return [] if content is None else content


def _sentence(problem: Any) -> str:
    """A mistake found by pydantic as a sentence with the entry and the expected value."""
    location = [part for part in problem["loc"] if part != "Recipients"]
    if not location:
        return "It must be a list of entries with report, audience, email and slack."
    entry_position = location[0]
    entry = (
        f"Entry {int(entry_position) + 1}"
        if isinstance(entry_position, int)
        else str(entry_position)
    )
    if len(location) == 1:
        return f"{entry} must have the keys report, audience, email and slack."
    key = str(location[1])
    if problem["type"] == "extra_forbidden":
        return f"{entry}: '{key}' is not known; there are {', '.join(_EXPECTED)}."
    if problem["type"] == "missing":
        return f"{entry}: '{key}' is missing; {_EXPECTED[key]}."
    return f"{entry}: {key} cannot be used; {_EXPECTED[key]}."

"""Mistakes in the alerts file, each a sentence with its place and what would be right.

No value of the file or of a setting is repeated where it could hold a secret.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import SecretStr, ValidationError

from ecom_platform.alerts.channels.channel_config import DeclaredChannel
from ecom_platform.errors import AlertError
from ecom_platform.settings import Settings

KINDS = "slack, email, webhook"
_KNOWN = {
    "": "channels, routes, budget, heartbeat, fallback, critical_amounts",
    "channels.*.slack": "kind, channel",
    "channels.*.email": "kind, to",
    "channels.*.webhook": "kind, url",
    "routes.*": "match, to, escalate, repeat_hours, quiet_hours",
    "routes.*.match": "severity, owner, group, tag, partner, table, check",
    "routes.*.escalate": "after_hours, to",
    "routes.*.quiet_hours": "from, to",
    "budget": "warnings_per_week",
    "heartbeat": "at, to",
}
_LOOKS_LIKE = {
    "channels.*.slack.channel": "a Slack channel is '#name', in quotes, or an id such as C01234567",
    "channels.*.email.to": "an e-mail address is 'name@host'",
    "channels.*.webhook.url": "a webhook is an address with https:// (or http://)",
    "routes.*.quiet_hours.from": "a time is '22:00'",
    "routes.*.quiet_hours.to": "a time is '07:00'",
    "heartbeat.at": "a time is '08:00'",
}


class _Loader(yaml.SafeLoader):
    """Refuses a key given twice: YAML would silently drop the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                problem = f"'{key.value}' stands there twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The content of the alerts file.

    Raises:
        AlertError: it cannot be read, or is no YAML.
    """
    try:
        content = _Loader(path.read_text(encoding="utf-8")).get_single_data()
    except OSError as error:
        raise AlertError(f"The alerts file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AlertError(f"The alerts file {path} is not UTF-8 text.") from error
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise AlertError(f"The alerts file {path} is no YAML{line}: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise AlertError(f"The alerts file {path} is no YAML.") from error
    return {} if content is None else content


def sentences(error: ValidationError) -> str:
    """Every mistake that pydantic found."""
    return " ".join(_sentence(problem) for problem in error.errors(include_url=False))


def unknown_channels(
    named: Iterable[tuple[str, str]], channels: Mapping[str, DeclaredChannel]
) -> Iterator[str]:
    """A sentence per name of a channel that is not declared."""
    known = ", ".join(sorted(channels)) or "none"
    for place, name in named:
        if name not in channels:
            yield f"{place} names the channel '{name}', which is not declared; declared: {known}."


def missing_secrets(channels: Mapping[str, DeclaredChannel], settings: Settings) -> Iterator[str]:
    """A sentence per channel whose secret is not set, or cannot be one."""
    setting_of: dict[str, tuple[str, SecretStr | None]] = {
        "slack": ("ECOM_SLACK_TOKEN", settings.slack_token),
        "email": ("ECOM_SMTP_URL", settings.smtp_url),
        "webhook": ("ECOM_WEBHOOK_SECRET", settings.webhook_secret),
    }
    for name, channel in channels.items():
        setting, secret = setting_of[channel.kind]
        if secret is None or not secret.get_secret_value().strip():
            yield f"channels.{name} needs the setting {setting}, which is not set."
        elif reason := _flaw(channel.kind, secret.get_secret_value()):
            yield f"channels.{name} needs another value of {setting}: {reason}."


def _flaw(kind: str, secret: str) -> str:
    if kind == "email":
        return _flaw_of_mail_server(secret)
    if kind == "webhook" and not _is_webhook_secret(secret):
        return "it must be 'whsec_' and Base64 behind it"
    return ""


def _flaw_of_mail_server(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_complete = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_complete = False
    if is_complete and parts.scheme in {"smtp", "smtps"}:
        return ""
    return "it must look like smtp://user:password@host:587 or smtps://user:password@host:465"


def _is_webhook_secret(secret: str) -> bool:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return False
    return secret.startswith("whsec_") and bool(key)


def _sentence(problem: Any) -> str:
    place, shape = _place(problem["loc"]), _shape(problem["loc"])
    return f"{place} {_told_by_kind(problem, shape) or _told_by_place(problem, shape)}."


def _told_by_kind(problem: Any, shape: str) -> str:
    """What is wrong, where the kind of mistake says it; else empty."""
    told = {
        "extra_forbidden": f"is not known; known there: {_KNOWN.get(shape.rpartition('.')[0], '')}",
        "missing": "is missing",
        "too_short": "needs at least one value",
        "union_tag_invalid": f"must have a kind, one of {KINDS}",
        "union_tag_not_found": f"must have a kind, one of {KINDS}",
        **dict.fromkeys(
            ("model_type", "dict_type", "model_attributes_type"),
            f"must hold keys with values: {_KNOWN.get(shape, 'a name and what it is')}",
        ),
    }
    return told.get(problem["type"], "")


def _told_by_place(problem: Any, shape: str) -> str:
    """What would be right at this place."""
    looks = _LOOKS_LIKE.get(shape) or _LOOKS_LIKE.get(shape.removesuffix(".*"))
    expected = problem["msg"].removeprefix("Input should be ")
    return f"cannot be used: {looks or f'it should be {expected}'}"


def _place(location: tuple[int | str, ...]) -> str:
    """Where in the file, as one would write it: `routes[1].match.severity`."""
    parts = list(location)
    if parts[:1] == ["channels"] and len(parts) > 2:
        del parts[2]  # the kind, which pydantic names between channel and key
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.lstrip(".") or "the file"


def _shape(location: tuple[int | str, ...]) -> str:
    """The place without the names a company chose: `channels.*.slack.channel`."""
    parts = ["*" if isinstance(part, int) else str(part) for part in location]
    if parts[:1] == ["channels"] and len(parts) > 1:
        parts[1] = "*"
    return ".".join(parts)

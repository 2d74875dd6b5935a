"""A sentence for each mistake in the alerts file, with its key and what would be right.

A sentence never repeats a value of the file or of a setting, because it could be a secret.
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
_KNOWN_KEYS = {
    "": "channels, routes, budget, heartbeat, fallback, critical_amounts",
    "channels.*.slack": "kind, channel",
    "channels.*.email": "kind, to",
    "channels.*.webhook": "kind, url, allow_private, allow_http",
    "routes.*": "match, to, escalate, repeat_hours, quiet_hours",
    "routes.*.match": "severity, owner, group, tag, partner, table, check",
    "routes.*.escalate": "after_hours, to",
    "routes.*.quiet_hours": "from, to",
    "budget": "warnings_per_week",
    "heartbeat": "at, to",
}
_EXAMPLES = {
    "channels.*.slack.channel": "a Slack channel is '#name', in quotes, or an id such as C01234567",
    "channels.*.email.to": "an e-mail address is 'name@host'",
    "channels.*.webhook.url": "a webhook is an address with https:// (or http://)",
    "channels.*.webhook.allow_http": "http:// sends messages unencrypted; write https:// in the "
    "url, or 'allow_http: true' if the receiver is in your own network",
    "channels.*.webhook.allow_private": "it is 'true' or 'false'",
    "routes.*.quiet_hours.from": "a time is '22:00'",
    "routes.*.quiet_hours.to": "a time is '07:00'",
    "heartbeat.at": "a time is '08:00'",
}


class _Loader(yaml.SafeLoader):
    """Refuses a key that is given twice: YAML would silently drop the first value."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                problem = f"'{key.value}' is given twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The content of the alerts file; an empty mapping for an empty file.

    Raises:
        AlertError: it cannot be read, or is not YAML.
    """
    try:
        content = _Loader(path.read_text(encoding="utf-8")).get_single_data()
    except OSError as error:
        raise AlertError(f"The alerts file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AlertError(f"The alerts file {path} is not UTF-8 text.") from error
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise AlertError(f"The alerts file {path} is not YAML{line}: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise AlertError(f"The alerts file {path} is not YAML.") from error
    return {} if content is None else content


def error_sentences(error: ValidationError) -> str:
    """A sentence for every mistake that pydantic found, joined by spaces."""
    return " ".join(_mistake_sentence(problem) for problem in error.errors(include_url=False))


def unknown_channels(
    named: Iterable[tuple[str, str]], channels: Mapping[str, DeclaredChannel]
) -> Iterator[str]:
    """A sentence for each use of a channel that is not declared.

    Args:
        named: key and channel of each use, as `AlertsFile.named_channels` returns them.
        channels: the declared channels by name.
    """
    known = ", ".join(sorted(channels)) or "none"
    for key, name in named:
        if name not in channels:
            yield f"{key} names the channel '{name}', which is not declared; declared: {known}."


def missing_secrets(channels: Mapping[str, DeclaredChannel], settings: Settings) -> Iterator[str]:
    """A sentence for each channel whose secret is not set, or has the wrong form."""
    setting_of: dict[str, tuple[str, SecretStr | None]] = {
        "slack": ("ECOM_SLACK_TOKEN", settings.slack_token),
        "email": ("ECOM_SMTP_URL", settings.smtp_url),
        "webhook": ("ECOM_WEBHOOK_SECRET", settings.webhook_secret),
    }
    for name, channel in channels.items():
        setting, secret = setting_of[channel.kind]
        if secret is None or not secret.get_secret_value().strip():
            yield f"channels.{name} needs the setting {setting}, which is not set."
        elif reason := _problem_of_secret(channel.kind, secret.get_secret_value()):
            yield f"channels.{name} needs another value of {setting}: {reason}."


def _problem_of_secret(kind: str, secret: str) -> str:
    """What is wrong with the form of a secret; empty when nothing is."""
    if kind == "email" and not _is_mail_server_url(secret):
        return "it must look like smtp://user:password@host:587 or smtps://user:password@host:465"
    if kind == "webhook" and not _is_webhook_secret(secret):
        return "it must be 'whsec_' followed by Base64"
    return ""


def _is_mail_server_url(url: str) -> bool:
    """Whether it is an `smtp` or `smtps` URL with a host and a valid port, if any."""
    try:
        parts = urlsplit(url)
        has_server = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return has_server and parts.scheme in {"smtp", "smtps"}


def _is_webhook_secret(secret: str) -> bool:
    """Whether it is `whsec_` followed by a Base64 text that is not empty."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return False
    return secret.startswith("whsec_") and bool(key)


def _mistake_sentence(problem: Any) -> str:
    """The key, and what is wrong there, for one of the errors that pydantic lists."""
    key, pattern = _key_as_written(problem["loc"]), _key_pattern(problem["loc"])
    reason = _reason_by_error_type(problem["type"], pattern)
    return f"{key} {reason or _reason_by_key(problem['msg'], pattern)}."


def _reason_by_error_type(error_type: str, pattern: str) -> str:
    """What is wrong, if the type of pydantic's error tells; empty otherwise."""
    if error_type == "extra_forbidden":
        return f"is not known; known there: {_KNOWN_KEYS.get(pattern.rpartition('.')[0], '')}"
    if error_type == "missing":
        return "is missing"
    if error_type == "too_short":
        return "needs at least one value"
    if error_type in {"union_tag_invalid", "union_tag_not_found"}:
        return f"must have a kind, one of {KINDS}"
    if error_type in {"model_type", "dict_type", "model_attributes_type"}:
        return f"must hold keys with values: {_KNOWN_KEYS.get(pattern, 'a name and what it is')}"
    return ""


def _reason_by_key(message: str, pattern: str) -> str:
    """What would be right at this key: our example, or else pydantic's message."""
    example = _EXAMPLES.get(pattern) or _EXAMPLES.get(pattern.removesuffix(".*"))
    if example:
        return f"cannot be used: {example}"
    return f"cannot be used: it should be {message.removeprefix('Input should be ')}"


def _key_as_written(location: tuple[int | str, ...]) -> str:
    """The key as a person writes it, such as `routes[1].match.severity`."""
    parts = list(location)
    if parts[:1] == ["channels"] and len(parts) > 2:
        del parts[2]  # the kind, which pydantic names between channel and key
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.lstrip(".") or "the file"


def _key_pattern(location: tuple[int | str, ...]) -> str:
    """The key with `*` for numbers and channel names, such as `channels.*.slack.channel`."""
    parts = ["*" if isinstance(part, int) else str(part) for part in location]
    if parts[:1] == ["channels"] and len(parts) > 1:
        parts[1] = "*"
    return ".".join(parts)

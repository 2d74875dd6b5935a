"""Opens the channels that the alerts file declares, with the secrets of the settings."""

from collections.abc import Mapping

from pydantic import SecretStr

from ecom_platform.alerts.channels.channel import Channel
from ecom_platform.alerts.channels.channel_config import DeclaredChannel, EmailChannel, SlackChannel
from ecom_platform.alerts.channels.email import Email
from ecom_platform.alerts.channels.slack import Slack
from ecom_platform.alerts.channels.webhook import Webhook
from ecom_platform.errors import AlertError
from ecom_platform.settings import Settings


def open_channels(
    settings: Settings, declared: Mapping[str, DeclaredChannel]
) -> dict[str, Channel]:
    """The channels by name; nothing is connected yet.

    Raises:
        AlertError: a secret is missing, or does not have the form that its channel needs.
    """
    return {name: _open_channel(settings, channel) for name, channel in declared.items()}


def _open_channel(settings: Settings, declared: DeclaredChannel) -> Channel:
    if isinstance(declared, SlackChannel):
        token = _required_secret("ECOM_SLACK_TOKEN", settings.slack_token)
        return Slack(token, f"{settings.slack_url.rstrip('/')}/", declared.channel)
    if isinstance(declared, EmailChannel):
        url = _required_secret("ECOM_SMTP_URL", settings.smtp_url)
        return Email(url, settings.mail_from, declared.to)
    secret = _required_secret("ECOM_WEBHOOK_SECRET", settings.webhook_secret)
    return Webhook(str(declared.url), secret, allow_private=declared.allow_private)


def _required_secret(name: str, value: SecretStr | None) -> str:
    """The secret as plain text; an `AlertError` if the setting `name` is missing."""
    if value is None:
        raise AlertError(f"{name} is not set, and a declared channel needs it.")
    return value.get_secret_value()

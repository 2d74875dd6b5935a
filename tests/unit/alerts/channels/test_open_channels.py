"""Every declared kind becomes a channel; a missing or wrong secret is refused at the start."""

from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr

from ecom_platform.alerts.channels.channel_config import (
    DeclaredChannel,
    EmailChannel,
    SlackChannel,
    WebhookChannel,
)
from ecom_platform.alerts.channels.open_channels import open_channels
from ecom_platform.errors import AlertError
from ecom_platform.settings import Settings

SLACK = SlackChannel(kind="slack", channel="#data-quality")
MAIL = EmailChannel(kind="email", to=("on-call@example.com",))
HOOK = WebhookChannel(kind="webhook", url=HttpUrl("https://ops.example.com/hooks"))


def test_every_declared_channel_is_opened(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path,
        slack_token=SecretStr("xoxb-1"),
        smtp_url=SecretStr("smtps://host"),
        webhook_secret=SecretStr("whsec_" + "c2VjcmV0" * 5),
    )
    channels = open_channels(settings, {"quality": SLACK, "on-call": MAIL, "ops": HOOK})
    kinds = {name: channel.kind for name, channel in channels.items()}
    assert kinds == {"quality": "slack", "on-call": "email", "ops": "webhook"}


@pytest.mark.parametrize(
    ("declared", "variable"),
    [(SLACK, "ECOM_SLACK_TOKEN"), (MAIL, "ECOM_SMTP_URL"), (HOOK, "ECOM_WEBHOOK_SECRET")],
)
def test_a_missing_secret_is_named(
    tmp_path: Path, declared: DeclaredChannel, variable: str
) -> None:
    with pytest.raises(AlertError, match=f"{variable} is not set"):
        open_channels(Settings(data=tmp_path), {"any": declared})

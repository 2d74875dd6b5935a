"""Incidents, notifications and the channels that carry them.

`incidents/` groups failures, `config/` reads the alerts file, `policy/` decides who is notified and
when, `messages/` gives a notification its form, `delivery/` queues and sends it, `channels/`
connects to Slack, mail servers and webhooks. Checks belong in `ecom_platform.quality`.
"""

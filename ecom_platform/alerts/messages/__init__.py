"""The content of a notification, and its form in Slack, e-mail and webhooks.

Whether it is sent belongs in `alerts/policy`; the connection to a service, in `alerts/channels`.
"""

"""The content of a notification, and its form in Slack, e-mail and webhooks.

`alerts/policy` decides whether it is sent; `alerts/channels` connects to the services.
"""

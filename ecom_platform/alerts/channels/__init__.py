"""Connections to Slack, mail servers and webhooks, one small class each.

The form of a message belongs in `alerts/messages`; retries and order, in `alerts/delivery`.
"""

"""Connections to Slack, mail servers and webhooks, one small class each.

How a message looks is in `alerts/messages`; retries and order are in `alerts/delivery`.
"""

"""The outbox and the worker that sends each message once, in order, however often it restarts.

What is written to the outbox belongs in `alerts/policy`.
"""

"""The outbox and the worker that sends each message once, in order, however often it restarts.

`alerts/policy` decides what is written to the outbox.
"""

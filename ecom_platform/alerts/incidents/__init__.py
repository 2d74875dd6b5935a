"""Incidents: how failing checks are grouped by root cause, and how an incident opens and resolves.

Who is notified belongs in `alerts/policy`; how a message looks, in `alerts/messages`.
"""

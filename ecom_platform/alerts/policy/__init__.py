"""Who is notified of an incident, when and where: routes, silences, escalation, budget.

How a message looks belongs in `alerts/messages`; how it is sent, in `alerts/delivery`.
"""

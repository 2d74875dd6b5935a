"""Who receives a report, and that each recipient gets it once.

Connections to Slack and mail servers belong in `alerts/channels`; when reports are sent, in
`schedules`.
"""

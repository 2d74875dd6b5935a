"""Who receives a report, and that each recipient gets it once.

Connections to Slack and mail servers are in `alerts/channels`; the times of sending are in
`schedules`.
"""

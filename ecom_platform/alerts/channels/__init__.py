"""What carries a notice to people: Slack, e-mail and signed webhooks, one small class each."""

"""Slack: its ears and its mouth; the only place that knows the libraries Slack is spoken to with."""

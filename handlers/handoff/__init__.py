"""Hands suggestions to trackers: a webhook, Jira Cloud, Linear; each takes a brief and gives back the issue."""

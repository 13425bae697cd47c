"""Stand-ins for what suggestions are handed to: a webhook's receiver, Jira Cloud and Linear, strict as their documents.

Each refuses what the real one would (keys, fields, lengths, unknown names), and does what a test scripts: say no, ask
to wait, or cut the line after it has done what it was asked.
"""

from tests.fakes.trackers.jira import JiraStandIn
from tests.fakes.trackers.linear import LinearStandIn
from tests.fakes.trackers.receiver import Receiver

__all__ = ["JiraStandIn", "LinearStandIn", "Receiver"]

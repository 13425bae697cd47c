"""The product in Slack, through its real doors: signed requests into the running server, calls out of it."""

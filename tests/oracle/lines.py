"""What is asked, and typed, on boards that are drawn by lot."""

KINDS = ("single", "multi", "rating", "nps", "open", "open")
STAFF_LINES = (
    *("results", "summary", "roadmap", "why S1", 'decide S1 plan "soon"', "status", "members", "audit", "export"),
    *("cases", "channels", "remind", "summary last 7d", "preview", "help", ""),
)
OWN_LINES = ("my answers", "who sees", "help", "results", "members", "summary", "pause me 2d", "export", "why S1")

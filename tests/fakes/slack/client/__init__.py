"""A chat client in the browser for the stand-in: choose who you are, read, press, type, invite; nothing is pretended.

Every act goes through `slack.people`, so the app sees the same signed requests or socket envelopes as in tests.
"""

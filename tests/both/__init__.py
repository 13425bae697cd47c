"""Journeys that are the same on every chat platform: one text, played on each."""

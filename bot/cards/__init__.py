"""Faces: every message as a value, before any platform has drawn it."""

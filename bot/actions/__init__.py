"""Verbs: one use case per file, in the order a round lives."""

"""Insight: from hundreds of short answers to themes that carry their evidence, by arithmetic alone."""

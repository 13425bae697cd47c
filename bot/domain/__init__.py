"""Nouns: the values of an advisory board and the pure rules about them."""

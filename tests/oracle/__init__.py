"""Boards drawn by lot, lived through in the real product, and everything that anybody was shown searched for leaks."""

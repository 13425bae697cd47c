"""Sounding Board: a chatbot that runs a customer advisory board as short, frequent asks."""

__version__ = "0.1.0"

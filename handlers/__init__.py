"""Ears and mouths: the doors people use and the places the bot speaks."""

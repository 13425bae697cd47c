"""The terminal as a chat platform: rooms in a file, cards drawn as text."""

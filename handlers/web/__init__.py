"""The web as a door: the server, its health, and the page on which one person answers one poll."""

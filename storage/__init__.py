"""Memory: the only code that knows there is a database."""

"""The database's changes."""

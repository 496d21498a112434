"""The `openpals` command."""

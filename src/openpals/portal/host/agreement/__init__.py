"""The agreement: its texts by their hash, and who signed which for which project."""

"""The page from which members keep what is theirs: consent, copy, import, care team, leaving."""

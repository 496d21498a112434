"""How the host's site's tables came to be."""

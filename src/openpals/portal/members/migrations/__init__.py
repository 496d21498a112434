"""How the members' platform's tables came to be."""

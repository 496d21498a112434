"""How the stamp came to be."""

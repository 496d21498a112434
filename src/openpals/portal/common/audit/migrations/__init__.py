"""How the audit log came to be."""

"""Leaving and deleting, told apart; after it, nothing of a deleted account is left."""

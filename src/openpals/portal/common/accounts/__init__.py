"""Accounts: who can log in, how, and with which roles."""

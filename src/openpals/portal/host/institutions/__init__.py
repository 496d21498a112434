"""Which institution an account belongs to, so that nobody decides on a project of their own."""

"""What is true of a member for longer than a day: diagnosis, onset, family, equipment, and who may see it."""

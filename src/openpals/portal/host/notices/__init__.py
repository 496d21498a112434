"""Letters: whose turn it is, invitations, reminders, warnings before a grant ends."""

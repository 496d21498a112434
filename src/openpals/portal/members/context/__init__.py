"""A member's course beside those of others, by the reference statistics of the newest release, if they ask for it."""

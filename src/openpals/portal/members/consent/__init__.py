"""What a member allows, by purpose: each change a row that is never edited."""

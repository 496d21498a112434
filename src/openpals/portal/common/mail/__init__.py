"""Mail: where it goes, and how a letter is made of templates."""

"""What a contributor has: a folder with contribution.toml and files, read into rows of text."""

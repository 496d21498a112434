"""The words of pages in other languages: gathered from code and templates, compiled, and looked over. For developers:
`make words` does all of it."""

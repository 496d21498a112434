"""What the data are, declared once. Imports nothing of ours; everything else derives from it."""

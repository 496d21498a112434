"""What templates may ask of the design system."""

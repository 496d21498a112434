"""The design system: templates, styles and the page that shows all of its parts."""

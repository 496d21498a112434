"""The members' platform: the only place that knows who anybody is."""

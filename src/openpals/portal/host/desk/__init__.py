"""The desk: what waits for whom since when; a project's page; how to ask; the open register of uses."""

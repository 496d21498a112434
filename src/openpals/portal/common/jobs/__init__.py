"""Background jobs: started with a click, done by a worker, seen on a page."""

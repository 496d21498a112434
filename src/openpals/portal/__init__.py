"""Two sites on one foundation: the members' platform, and the institute that hosts the pool. They share no database."""

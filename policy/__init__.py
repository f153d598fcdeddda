"""Is it allowed, and why not: pure functions over plain facts, one file per chapter. Standard library only."""

"""What happens by itself: one file per job, with a ``run`` that takes ids, calls a verb per row, and repeats safely."""

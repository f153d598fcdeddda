"""What is true now: selects that are used twice, and the facts that rules are given."""

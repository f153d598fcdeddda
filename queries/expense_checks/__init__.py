"""What the checks of expense lines ask about, each in one or two selects for all lines of a claim (A3.4)."""

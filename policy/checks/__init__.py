"""A3.4: the checks of an expense line, one module for each thing they look at. ``policy.examination`` asks them all."""

"""The tables, chapter by chapter; everybody else asks ``models`` for them."""

"""Invoices read from their files: bytes in, what each source of the file says out. Knows nothing of database and web."""

"""What the fixtures stand on: databases that are put back between tests, a client, and real servers and workers."""

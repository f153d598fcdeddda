"""Demo data: the standing cast, and a company's last 120 days around it."""

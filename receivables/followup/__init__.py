"""What follows a late invoice: calls, promises, plans, disputes, and what they leave to ask for today."""

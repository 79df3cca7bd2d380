"""Priority: what can be collected today, whom to call first, and why."""

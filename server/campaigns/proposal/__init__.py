"""What is proposed on a day, and why."""

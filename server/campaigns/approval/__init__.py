"""What is approved, frozen, and looked at again before it leaves."""

"""What came of messages, as people or returned mail tell it."""

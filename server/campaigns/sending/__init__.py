"""What leaves, once; the ledger and the books of it."""

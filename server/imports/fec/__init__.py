"""A FEC: its text, its columns as arrays, what they say of customers."""

"""Imports: files nobody here wrote, read without trust."""

"""Runs and messages as commands, pages and workbooks show them."""

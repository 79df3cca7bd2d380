"""Workbooks built by code from tables of figures; nothing is drawn by hand."""

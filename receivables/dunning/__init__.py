"""Reminder campaigns: procedures and their levels, reasons to leave a debtor alone, the proposal of a day."""

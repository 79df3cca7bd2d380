"""Reminder campaigns: what is proposed, approved, sent, and what came of it."""

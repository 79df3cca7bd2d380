"""Metrics: how well receivables are collected, each figure with its definition."""

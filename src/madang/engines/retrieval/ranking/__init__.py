"""Ranking documents against needs."""

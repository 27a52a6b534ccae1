"""Sharing a board through git: careful calls of git, and what others did told in words."""

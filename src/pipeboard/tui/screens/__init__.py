"""Screens: they own the state, give views to widgets and turn keys into actions."""

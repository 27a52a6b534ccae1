"""Widgets: each draws rows of a view model, and posts messages; none knows the workspace."""

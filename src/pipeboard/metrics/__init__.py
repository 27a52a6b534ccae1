"""Numbers that are right: pure functions of histories, settings, a period and a moment."""

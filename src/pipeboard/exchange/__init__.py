"""Data in and out: tables of other programs, calendars, address cards, Markdown."""

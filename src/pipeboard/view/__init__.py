"""View models: what a screen shows, as plain data. Nothing here knows a terminal library."""

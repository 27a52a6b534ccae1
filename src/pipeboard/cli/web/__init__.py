"""The app in a browser: a server of pages on this machine, and who may come in."""

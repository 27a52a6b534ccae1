"""What git knows of the board file."""

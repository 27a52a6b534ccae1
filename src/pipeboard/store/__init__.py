"""The board file: its layout, safe saves, the local journal and the watch over other writers."""

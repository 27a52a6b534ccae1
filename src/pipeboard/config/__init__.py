"""What is configured: locations, settings, keys, themes, templates."""

"""The forms of the app: what each asks and which action it becomes."""

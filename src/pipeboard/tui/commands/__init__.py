"""What each command does: functions of the board screen and the key, gathered by `tui.bindings`."""

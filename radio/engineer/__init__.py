"""The radio engineer's tool: one file per command, and what they share. Needs no database and no window."""

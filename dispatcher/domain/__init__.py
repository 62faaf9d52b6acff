"""Pure values and rules of the control room: no clock, no disk, no thread."""

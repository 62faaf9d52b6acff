"""What an administrator does from the command line: open a room, look, check, keep and put back."""

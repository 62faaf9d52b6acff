"""What a screen shows and can do, in plain Python. No Qt."""

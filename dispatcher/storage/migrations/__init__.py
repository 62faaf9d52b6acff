"""Schema migrations, written by hand for both databases."""

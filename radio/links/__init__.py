"""Links carry octets: open, read with a timeout, write, close; and `wake` ends a read from another thread."""

"""Sans-IO protocols: bytes and time in; bytes, events and a deadline out."""

"""One file per use case; each is a function of a command and a unit of work. `handlers.py` is the table of contents."""

"""The panels: they draw what their presenter shows and forward what the operator wants."""

"""Reusable drawing: painting and input of one thing each."""

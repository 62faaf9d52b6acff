"""Sounds of attention items, and the script that makes them."""

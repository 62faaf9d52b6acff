"""The map: our own canvas over a map pack. Tiles are painted in a process of their own; only this package reads geo."""

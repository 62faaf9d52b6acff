"""What is happening, who goes, what was said. No Qt."""

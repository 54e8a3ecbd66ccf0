"""An organism of one's own."""

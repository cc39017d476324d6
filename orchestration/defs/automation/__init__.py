"""When it runs, and how."""

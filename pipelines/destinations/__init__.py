"""Where results go: one module a system."""

"""What Dagster sees, one folder a concern."""

"""Schedule and track the whole road in Dagster, and publish what passed its tests."""

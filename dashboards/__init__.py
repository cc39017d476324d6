"""The dashboards: published marts as charts, in a browser and as one HTML file."""

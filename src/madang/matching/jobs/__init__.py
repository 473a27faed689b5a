"""What the worker runs for this app. Importing it registers the jobs."""

"""What is kept: reports in the database, bounded and redacted. It must not know how a check is admitted or run."""

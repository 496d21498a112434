"""Running a site: health, metrics, logs, headers, errors, backups."""

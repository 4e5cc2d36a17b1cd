"""What commands share: options, output, exit codes, and the run from settings to a report."""

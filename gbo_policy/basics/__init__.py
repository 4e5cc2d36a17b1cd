"""What every room needs: problems, messages, moments, the calendar, digests."""

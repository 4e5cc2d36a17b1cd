"""What changes as days pass: the timeline of a verdict, deadlines, and the calendar file."""

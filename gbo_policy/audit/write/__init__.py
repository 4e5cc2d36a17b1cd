"""What an audit found, as data and in words."""

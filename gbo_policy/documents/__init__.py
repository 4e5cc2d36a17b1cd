"""Documents that people sign and fill in, read into data; nothing in them is run, followed or guessed."""

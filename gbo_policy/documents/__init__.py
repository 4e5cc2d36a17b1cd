"""Documents that people sign and fill in, read into data and written out of it; nothing in them is run,
followed or guessed.
"""

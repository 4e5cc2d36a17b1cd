"""What a written report is made of: blocks, names and dates in words, the findings of a period."""

"""What written documents are made of: pieces of paper, registers, what was asked for, and what is blank in
them.
"""

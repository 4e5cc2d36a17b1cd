"""What the pages of the desk share: who may ask, what is on the desk, answers, questions, drafts, and changes
before they are saved.
"""

"""What only this agreement knows and the pack's data cannot say: its event types, and the legal obligation of
5.2.
"""

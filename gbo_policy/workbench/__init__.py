"""The workbench: rules under proof, packs compared, what a change would bring, and the smallest lawful change
of a flow.
"""

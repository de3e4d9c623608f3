"""Tests of the tree itself: how large, how deep, in which language, with what beside it.

Each rule is a function from a tree to a list of complaints, so that the same rule that finds nothing in this tree is
shown to find what was planted in another.
"""

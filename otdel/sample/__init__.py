"""A company that does not exist, with a year behind it: for the demo, tests and benchmarks.

Everything comes from one seed: the same seed, size and moment make the same rows.
"""

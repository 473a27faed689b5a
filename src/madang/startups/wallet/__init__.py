"""The document wallet's own knowledge: which papers calls ask for, what a file is, and how long a paper counts."""

"""Trilingual search: what a text says in words, and what a person means by a few of them.

Index side (`Analyser`: Kiwi, jieba, Snowball) runs in the worker and in commands; query side (`Vocabulary`,
`query_terms`) is small and runs in every web process. No Django here: text in, literals for PostgreSQL out.
"""

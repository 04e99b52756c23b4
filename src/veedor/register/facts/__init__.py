"""What is known of a country beside its papers: the reviewed files of `data/`, one entry a thing, one row a claim.

`kinds` says what can be said of what, `files` reads a folder of entries with their line numbers, `checking` finds what
is wrong with them, `loading` makes claims of them. Nothing here decides what is true.
"""

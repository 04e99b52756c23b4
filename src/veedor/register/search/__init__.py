"""Searching the text of papers: the language of a search, the index in the database, and what is found.

language   what somebody typed → `Query`: words, phrases, exclusions, filters, and what was not understood
index      a reading in passages → rows, in the same transaction as the reading
engine     `Query` → the passages that match, by SQLite's FTS5 or PostgreSQL's tsvector
finding    passages → hits in order, with the words marked and the boxes that they stand in
"""

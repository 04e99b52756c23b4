"""Pages for readers and the desk for editors. Holds no rule of its own."""

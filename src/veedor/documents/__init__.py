"""From bytes of any sort to one neutral tree of pages, lines and words with boxes. Knows no Django and no findings."""

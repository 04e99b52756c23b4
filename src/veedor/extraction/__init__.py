"""From the pages of a reading to findings: values with the words that say them. Knows no Django and no register."""

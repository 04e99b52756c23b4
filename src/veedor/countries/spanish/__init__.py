"""What is of the language rather than of one country: dates, numbers, durations and counts in legal Spanish."""

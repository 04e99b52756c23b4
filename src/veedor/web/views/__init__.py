"""What answers a request: each view asks the rooms below and shows what they say."""

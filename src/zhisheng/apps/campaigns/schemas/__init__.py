"""What the pages and the API of this app show."""

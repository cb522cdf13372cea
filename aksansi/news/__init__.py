"""What came in since a day: letters, what was approved and handed in, findings, agreements, facilities."""

"""What comes from outside: lists of events that municipalities publish."""

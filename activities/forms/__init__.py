"""What the desk asks: whole activities, their dates, single changes."""

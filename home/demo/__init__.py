"""An invented city to look around in: places, groups, people and what is on, as plain data."""

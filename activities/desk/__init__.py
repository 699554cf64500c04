"""The group's desk: views for members, and for staff who help them; everyone else gets 404."""

"""What staff meet in the admin beside the listings of Wagtail's own."""

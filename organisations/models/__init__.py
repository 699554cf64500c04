"""Who acts: users, districts, groups and the people who act for them."""

from organisations.models.district import District
from organisations.models.moderation import Moderator
from organisations.models.organisation import Membership, Organisation
from organisations.models.user import User

__all__ = ["District", "Membership", "Moderator", "Organisation", "User"]

"""The closed lists of what is on; the values stand in addresses, feeds and files and never change."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    SALON = "salon", _("Salon")
    DINING = "dining", _("Dining event")
    VOLUNTEER = "volunteer", _("Volunteer need")
    CLASS = "class", _("Class")
    CHILDCARE = "childcare", _("Childcare")
    EXERCISE = "exercise", _("Exercise")
    OTHER = "other", _("Other activity")


class AgeBand(TextChoices):
    """Whom an activity is for; none given means everyone."""

    PRESCHOOL = "preschool", _("Preschool children and parents")
    SCHOOL = "school", _("School children")
    YOUTH = "youth", _("Youth")
    WORKING = "working", _("Working age")
    SENIOR = "senior", _("65 to 74")
    OLDER = "older", _("75 and over")


class Access(TextChoices):
    """Facts of a venue, in the words of the national accessibility vocabulary (GIF)."""

    WHEELCHAIR = "wheelchair", _("Wheelchair access")
    WHEELCHAIR_LOAN = "wheelchair_loan", _("Wheelchair to borrow")
    CANE_LOAN = "cane_loan", _("Cane to borrow")
    TOILET = "toilet", _("Accessible toilet")
    RAMP = "ramp", _("Ramp or lift")
    TACTILE = "tactile", _("Tactile paving")
    BRAILLE = "braille", _("Braille or reading aloud")
    ASSISTANCE_DOG = "assistance_dog", _("Assistance dogs welcome")
    CAPTIONS = "captions", _("Captions")
    WRITING = "writing", _("Talking by writing")
    PARKING = "parking", _("Priority parking")
    OSTOMATE = "ostomate", _("Ostomate toilet")
    CHILD_TOILET = "child_toilet", _("Children's toilet")
    NURSING_ROOM = "nursing_room", _("Nursing room")
    NAPPY_CORNER = "nappy_corner", _("Nappy changing corner")
    FOOD = "food", _("Eating and drinking allowed")
    PUSHCHAIR_LOAN = "pushchair_loan", _("Pushchair to borrow")
    PUSHCHAIR = "pushchair", _("Pushchair access")


class SignUpKind(TextChoices):
    NOT_NEEDED = "not_needed", _("No sign-up needed")
    NEEDED = "needed", _("Sign-up needed")
    TELEPHONE = "telephone", _("Sign-up by telephone")


class OccurrenceStatus(TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed")


class ClosureReason(TextChoices):
    TYPHOON = "typhoon", _("Typhoon")
    HEAT = "heat", _("Extreme heat")
    INFECTION = "infection", _("Infectious disease")
    YEAR_END = "year_end", _("Year end")
    VENUE = "venue", _("Venue closed")
    PAUSE = "pause", _("Paused for a while")
    OTHER = "other", _("Other reason")


class Weekday(IntegerChoices):
    """Monday is 0, as in Python and RRULE order."""

    MON = 0, _("Monday")
    TUE = 1, _("Tuesday")
    WED = 2, _("Wednesday")
    THU = 3, _("Thursday")
    FRI = 4, _("Friday")
    SAT = 5, _("Saturday")
    SUN = 6, _("Sunday")


class Programme(TextChoices):
    """The five programmes that 地域づくり事業 runs as one."""

    CARE_PREVENTION = "care_prevention", _("Community care prevention")
    LIVING_SUPPORT = "living_support", _("Living support system")
    ACTIVITY_CENTRE = "activity_centre", _("Community activity support centre")
    CHILDCARE_BASE = "childcare_base", _("Community childcare support base")
    POVERTY = "poverty", _("Community building for people in need")


class GatheringContent(TextChoices):
    """Main content of a 通いの場 in the ministry's survey."""

    EXERCISE = "exercise", _("Exercise (survey)")
    HOBBY = "hobby", _("Hobby")
    TEA = "tea", _("Tea and talk")
    DEMENTIA = "dementia", _("Dementia prevention")
    MEAL = "meal", _("Shared meal")
    FARMING = "farming", _("Farming")
    LEARNING = "learning", _("Lifelong learning")
    VOLUNTEERING = "volunteering", _("Volunteering")
    WORK = "work", _("Work-like activity")
    GENERATIONS = "generations", _("Meeting of generations")
    OTHER = "other", _("Other (survey)")


class PlanGoal(IntegerChoices):
    """Basic goals of the 地域福祉計画."""

    RELATIONS = 1, _("1 Relations of mutual help")
    SERVICES = 2, _("2 Access to welfare services")
    PEOPLE = 3, _("3 People who carry it")
    STRUCTURES = 4, _("4 Structures")


def mask(choices: type[TextChoices], values: Iterable[str]) -> int:
    """One bit a value, in the order of the enum; values that are not in it are passed over."""
    chosen = set(values)
    return sum(1 << place for place, value in enumerate(choices.values) if value in chosen)


def age_mask(values: Iterable[str]) -> int:
    """The bits of the age bands; none given means every band."""
    return mask(AgeBand, values) or mask(AgeBand, AgeBand.values)

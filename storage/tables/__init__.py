"""Every table, by what it is for. Words that people wrote stand only in columns named in `PERSONAL`."""

from storage.tables.asking import Asking, Prompt, QuietPeriod, Schedule
from storage.tables.caring import Report
from storage.tables.delivering import Delivery, Notice, Posting, SeenEvent, UsedToken
from storage.tables.helping import Asked, Commitment, Request, Use
from storage.tables.installing import Installation, Invitation
from storage.tables.introducing import Apart, Carried, Group, GroupMember, Round
from storage.tables.people import (
    Account,
    Challenge,
    Member,
    MemberChallenge,
    Organisation,
    Place,
    Space,
    Tenant,
)
from storage.tables.record import Audit, Code
from storage.tables.remembering import Held, Meaning, Reflection, ReflectionChallenge

__all__ = [
    "Account",
    "Apart",
    "Asked",
    "Asking",
    "Audit",
    "Carried",
    "Challenge",
    "Code",
    "Commitment",
    "Delivery",
    "Group",
    "GroupMember",
    "Held",
    "Installation",
    "Invitation",
    "Meaning",
    "Member",
    "MemberChallenge",
    "Notice",
    "Organisation",
    "Place",
    "Posting",
    "Prompt",
    "QuietPeriod",
    "Reflection",
    "ReflectionChallenge",
    "Report",
    "Request",
    "Round",
    "Schedule",
    "SeenEvent",
    "Space",
    "Tenant",
    "Use",
    "UsedToken",
]

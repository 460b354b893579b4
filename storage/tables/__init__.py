"""Every table, by what it is for. `storage.personal` names every column that holds something about somebody."""

from storage.tables.action_learning import (
    LearningSet,
    SetCommitment,
    SetMeeting,
    SetMember,
    SetQuestion,
    SetWish,
)
from storage.tables.asking import Asking, Prompt, QuietPeriod, Schedule
from storage.tables.caring import Report
from storage.tables.delivering import Copy, Delivery, Notice, Posting, SeenEvent, UsedToken
from storage.tables.gatherings import Gathering, GatheringAnswer, GatheringPart
from storage.tables.handbook import Handbook, HandbookPiece, HandbookTheme
from storage.tables.helping import Asked, Commitment, Request, Use
from storage.tables.installing import Installation, Invitation
from storage.tables.introducing import Apart, Carried, Group, GroupMember, Round
from storage.tables.pages import Approach, Visit
from storage.tables.people import (
    Account,
    Challenge,
    Expected,
    FormerPlace,
    Member,
    MemberChallenge,
    Organisation,
    Place,
    Space,
    Tenant,
)
from storage.tables.privacy import Departure, Erasure, OneTimeLink
from storage.tables.record import Audit, Code, HandedOver
from storage.tables.remembering import Held, Meaning, Reflection, ReflectionChallenge
from storage.tables.running import Pulse
from storage.tables.seasons import (
    Heard,
    Pattern,
    PatternChange,
    PatternPiece,
    PatternVote,
    Season,
    SeasonPhase,
)
from storage.tables.stocktakes import Stocktake, Taking, TakingAnswer
from storage.tables.workgroups import Asset, AssetName, AssetUse, Workgroup, WorkgroupMember

__all__ = [
    "Account",
    "Apart",
    "Approach",
    "Asked",
    "Asking",
    "Asset",
    "AssetName",
    "AssetUse",
    "Audit",
    "Carried",
    "Challenge",
    "Code",
    "Commitment",
    "Copy",
    "Delivery",
    "Departure",
    "Erasure",
    "Expected",
    "FormerPlace",
    "Gathering",
    "GatheringAnswer",
    "GatheringPart",
    "Group",
    "GroupMember",
    "Handbook",
    "HandbookPiece",
    "HandbookTheme",
    "HandedOver",
    "Heard",
    "Held",
    "Installation",
    "Invitation",
    "LearningSet",
    "Meaning",
    "Member",
    "MemberChallenge",
    "Notice",
    "OneTimeLink",
    "Organisation",
    "Pattern",
    "PatternChange",
    "PatternPiece",
    "PatternVote",
    "Place",
    "Posting",
    "Prompt",
    "Pulse",
    "QuietPeriod",
    "Reflection",
    "ReflectionChallenge",
    "Report",
    "Request",
    "Round",
    "Schedule",
    "Season",
    "SeasonPhase",
    "SeenEvent",
    "SetCommitment",
    "SetMeeting",
    "SetMember",
    "SetQuestion",
    "SetWish",
    "Space",
    "Stocktake",
    "Taking",
    "TakingAnswer",
    "Tenant",
    "Use",
    "UsedToken",
    "Visit",
    "Workgroup",
    "WorkgroupMember",
]

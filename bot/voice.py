"""What it takes to say something to somebody: the open transaction, the content, and their language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.chat import Block, Button, Card, Link, Text
from content import Content
from storage import people
from storage.database import Session
from storage.tables import Challenge, Member, Space, Tenant


@dataclass
class Voice:
    """Says things in one language."""

    session: Session
    content: Content
    language: str = "en"

    def to(self, member: Member) -> "Voice":
        """The same, speaking to somebody else."""
        return Voice(self.session, self.content, member.language)

    def say(self, key: str, /, **variables: str | int | date) -> str:
        """A sentence of ours in this language."""
        return self.content.wording.say(key, self.language, **variables)

    def card(self, title: str, *blocks: Block | str, buttons: Sequence[Button | Link] = ()) -> Card:
        """A card in this language; a bare sentence becomes a paragraph."""
        laid = tuple(Text(block) if isinstance(block, str) else block for block in blocks)
        return Card(title, laid, tuple(buttons), language=self.language)

    def where(self, member: Member) -> str:
        """Where somebody works, as others see it."""
        organisation = people.organisation(self.session, member.organisation_id)
        return organisation.name if organisation else self.say("member.nowhere")

    def name_of(self, member_id: int) -> str:
        """Somebody's name, as others see it; one who left has none."""
        member = people.member(self.session, member_id)
        return (member.name if member and member.state != "left" else "") or self.say("member.left")

    @property
    def organisers_named(self) -> str:
        """The organisers, whom to ask."""
        return ", ".join(each.name for each in people.organisers(self.session)) or self.say("stranger.nobody")

    def space_name(self, space: Space) -> str:
        """A channel as organisers see it: its own name where we were told, else whose workspace it is in."""
        if space.name:
            return f"{space.name} ({space.platform.capitalize()})"
        return self.tenant_name(people.known_tenant(self.session, space.platform, space.tenant), space.platform)

    def tenant_name(self, tenant: Tenant | None, platform: str) -> str:
        """A workspace or tenant as organisers see it: by whose it is, else by its own name where it told one."""
        whose = people.organisation(self.session, tenant.organisation_id) if tenant else None
        named = whose.name if whose else tenant.name if tenant else ""
        return f"{named or self.say('organise.shared-channel')} ({platform.capitalize()})"

    def challenge_name(self, challenge: Challenge) -> str:
        """A challenge in this language."""
        known = self.content.challenges.get(challenge.slug)
        return known.name_in(self.language) if known else challenge.name

    def day_and_time(self, moment: datetime, zone: str) -> str:
        """A moment as a day and an hour by the clock of a zone."""
        return self.say("schedule.day-and-time", when=moment.astimezone(ZoneInfo(zone)))

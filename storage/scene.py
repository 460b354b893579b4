"""What one happening touches: who it comes from, in which channel, and which message of ours it answers.

Everything that is heard begins with this, so it is one question to the database and not several.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, literal
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from storage.tables import Account, Member, Posting, Space, Tenant


class Scene(NamedTuple):
    """Each is None where there is none. `newest` is the number of the account that the member used last."""

    account: Account | None
    member: Member | None
    newest: int | None
    tenant: Tenant | None
    space: Space | None
    answers: Posting | None


def _at(table: type[SQLModel], **columns: str) -> ColumnElement[bool]:
    """Where each of these columns is what is given under that name."""
    return and_(*(col(getattr(table, column)) == bindparam(name) for column, name in columns.items()))


_another = aliased(Account)
_newest = select(_another.id).where(_another.member_id == Account.member_id).order_by(col(_another.seen_at).desc())
SCENE = (
    select(Account, Member, _newest.limit(1).scalar_subquery(), Tenant, Space, Posting)  # type: ignore[call-overload]
    .select_from(sql_select(literal(1)).subquery())
    .outerjoin(Account, _at(Account, platform="platform", tenant="tenant", user="user"))
    .outerjoin(Member, col(Member.id) == col(Account.member_id))
    .outerjoin(Tenant, _at(Tenant, platform="platform", tenant="tenant"))
    .outerjoin(Space, _at(Space, platform="platform", tenant="space_tenant", conversation="conversation"))
    .outerjoin(
        Posting,
        _at(Posting, platform="platform", tenant="answers_tenant", conversation="answers_in", message="answers"),
    )
)


def scene(
    session: Session,
    platform: str,
    who: tuple[str, str],
    channel: tuple[str, str] = ("", ""),
    answers: tuple[str, str, str] = ("", "", ""),
) -> Scene:
    """All of it: `who` is (tenant, user), `channel` (tenant, conversation), `answers` (tenant, conversation, message).

    The tenant is there if an organiser let it in and it is connected.
    """
    (tenant, user), (space_tenant, conversation), (answers_tenant, answers_in, message) = who, channel, answers
    asked = {"platform": platform, "tenant": tenant, "user": user}
    asked |= {"space_tenant": space_tenant, "conversation": conversation}
    asked |= {"answers_tenant": answers_tenant, "answers_in": answers_in, "answers": message}
    found = Scene(*session.exec(SCENE, params=asked).one())
    here = found.tenant and found.tenant.state == "connected"
    return found if here else found._replace(tenant=None)

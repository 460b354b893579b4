"""What came of it: who tried something, reported back, used what is of another place; and what may be told of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage.reading import Reader, may_read, may_read_asset
from storage.statistics import SHARED, Writers
from storage.tables import Asset, AssetUse, Commitment, Member, Organisation, Reflection, Use

RESULTS = ("did", "partly", "dropped")


def _counted(found: Iterable[tuple[int, bool]]) -> Writers:
    """People, each once: with those that everybody can count whoever let anything of it be seen."""
    everybody, seen = set[int](), set[int]()
    for member_id, shown in found:
        everybody.add(member_id)
        if shown:
            seen.add(member_id)
    return Writers(len(seen), len(everybody - seen))


def _commitments(session: Session, moment: object, begin: datetime, end: datetime, *states: str) -> Writers:
    query = (
        select(Commitment.member_id, Commitment.shown, Reflection.audience)
        .join(Reflection, col(Reflection.id) == col(Commitment.reflection_id))
        .where(col(moment) >= begin, col(moment) < end)
    )
    found = session.exec(query.where(col(Commitment.state).in_(states)) if states else query).all()
    return _counted((member_id, shown and audience in SHARED) for member_id, shown, audience in found)


def tried(session: Session, begin: datetime, end: datetime) -> Writers:
    """Who said in this time what they would try."""
    return _commitments(session, Commitment.made_at, begin, end)


def reported_back(session: Session, begin: datetime, end: datetime) -> Writers:
    """Who said in this time what came of it."""
    return _commitments(session, Commitment.answered_at, begin, end, *RESULTS)


def used_elsewhere(session: Session, begin: datetime, end: datetime) -> Writers:
    """Who used in this time what people of another place wrote or made."""
    reflections = session.exec(
        select(Use.member_id)
        .join(Reflection, col(Reflection.id) == col(Use.reflection_id))
        .join(Member, col(Member.id) == col(Use.member_id))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(
            col(Use.used_at) >= begin,
            col(Use.used_at) < end,
            col(Organisation.place_id) != col(Reflection.place_id),
        )
    ).all()
    then = (col(AssetUse.used_at) >= begin, col(AssetUse.used_at) < end, col(AssetUse.elsewhere))
    assets = session.exec(select(AssetUse.member_id, AssetUse.shown).where(*then)).all()
    return _counted([*((member_id, False) for member_id in reflections), *assets])


def results(
    session: Session, who: Reader, since: datetime, now: datetime, limit: int, offset: int
) -> Sequence[tuple[Commitment, Reflection]]:
    """What came of it where its author let that stand with their words, and this reader may read these."""
    return list(
        session.exec(
            select(Commitment, Reflection)
            .join(Reflection, col(Reflection.id) == col(Commitment.reflection_id))
            .where(
                col(Commitment.shown),
                col(Commitment.state).in_(RESULTS),
                col(Commitment.answered_at) >= since,
                may_read(who, now),
            )
            .order_by(col(Commitment.id).desc())
            .limit(limit)
            .offset(offset)
        ).all()
    )


def uses(session: Session, who: Reader, since: datetime, limit: int) -> Sequence[tuple[AssetUse, Asset, Member]]:
    """What was changed with an asset, where whoever did lets it stand with that, and this reader may read it."""
    return list(
        session.exec(
            select(AssetUse, Asset, Member)
            .join(Asset, col(Asset.id) == col(AssetUse.asset_id))
            .join(Member, col(Member.id) == col(AssetUse.member_id))
            .where(col(AssetUse.shown), col(AssetUse.used_at) >= since, Member.state == "member", may_read_asset(who))
            .order_by(col(AssetUse.id).desc())
            .limit(limit)
        ).all()
    )

"""Assets: who may read them, finding them by their words, whose names stand with them, and who used them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from snowballstemmer import stemmer
from sqlalchemy import ColumnElement, and_, case, func, literal, or_
from sqlmodel import Session, col, select, update

from storage.reading import Reader, may_read_asset
from storage.search import Filters, Query, words_of
from storage.tables import Asset, AssetName, AssetUse, Member, Workgroup


def terms_of(row: Asset) -> str:
    """What an asset is found by: the stems of its words, and its places as what nobody can type."""
    stem = stemmer("english")
    told = f"{row.title} {row.words} {row.for_whom} {row.not_when} {row.link}"
    stems = dict.fromkeys(stem.stemWord(word) for word in words_of(told))
    return f" {' '.join((*stems, *map(_place, row.places)))} "


def _place(number: int) -> str:
    return f"~p{number}"


def keep(session: Session, row: Asset) -> None:
    """Store a new asset, or a changed one."""
    row.terms = terms_of(row)
    session.add(row)
    session.flush()


def erase(session: Session, row: Asset) -> None:
    """Take an asset away for good."""
    session.delete(row)
    session.flush()


def get(session: Session, number: int) -> Asset | None:
    """An asset by number, whoever may read it."""
    return session.get(Asset, number)


def readable(session: Session, number: int, who: Reader) -> Asset | None:
    """An asset, if this reader may read it."""
    return session.exec(select(Asset).where(Asset.id == number, may_read_asset(who))).one_or_none()


def newest(session: Session, who: Reader, limit: int, offset: int = 0) -> Sequence[Asset]:
    """What this reader may read, the newest first."""
    query = select(Asset).where(may_read_asset(who)).order_by(col(Asset.made_at).desc(), col(Asset.id).desc())
    return session.exec(query.limit(limit).offset(offset)).all()


def of_group(session: Session, workgroup_id: int, who: Reader) -> Sequence[Asset]:
    """What a workgroup made, as far as this reader may read it."""
    query = select(Asset).where(Asset.workgroup_id == workgroup_id, may_read_asset(who))
    return session.exec(query.order_by(col(Asset.id))).all()


def count_of(session: Session, workgroup_id: int) -> int:
    """How many a workgroup made."""
    return session.exec(select(func.count(col(Asset.id))).where(Asset.workgroup_id == workgroup_id)).one()


def hidden(session: Session, limit: int) -> Sequence[Asset]:
    """What was reported and waits for an organiser, the oldest first."""
    query = select(Asset).where(col(Asset.hidden_at).is_not(None)).order_by(col(Asset.hidden_at))
    return session.exec(query.limit(limit)).all()


def made_between(session: Session, who: Reader, begin: datetime, end: datetime) -> Sequence[tuple[Asset, Workgroup]]:
    """What was made in this time, as far as this reader may read it, each with its workgroup."""
    return list(
        session.exec(
            select(Asset, Workgroup)
            .join(Workgroup, col(Workgroup.id) == col(Asset.workgroup_id))
            .where(col(Asset.made_at) > begin, col(Asset.made_at) <= end, may_read_asset(who))
            .order_by(col(Asset.id))
        ).all()
    )


# --- finding ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FoundAsset:
    """An asset that was looked for. `exact` tells whether every word was found."""

    asset: Asset
    exact: bool


def find(session: Session, who: Reader, query: Query, filters: Filters, limit: int) -> Sequence[FoundAsset]:
    """What this reader may read and that has these words: most of them first, then the newest.

    There are hundreds of assets at most, so each is looked at. An asset has a group for its author and no principle:
    whoever narrows a search to an author or to one finds none.
    """
    if filters.mine or filters.author_ids or filters.principles:
        return []
    has = [_has(term) for term in query.terms]
    score: ColumnElement[int] = sum((case((each, 1), else_=0) for each in has), literal(0))
    found = session.exec(
        select(Asset, score)
        .join(Workgroup, col(Workgroup.id) == col(Asset.workgroup_id))
        .where(may_read_asset(who), *_narrowed(filters), *((score > 0,) if has else ()))
        .order_by(score.desc(), col(Asset.made_at).desc(), col(Asset.id).desc())
        .limit(limit)
    ).all()
    return [FoundAsset(row, int(points) == len(has)) for row, points in found]


def _has(term: Sequence[str]) -> ColumnElement[bool]:
    """Whether it has every word of a term: of a phrase the order is not asked for."""
    stem = stemmer("english")
    return and_(*(col(Asset.terms).contains(f" {stem.stemWord(word)} ") for word in term))


def _narrowed(filters: Filters) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.challenge_ids:
        conditions.append(col(Workgroup.challenge_id).in_(filters.challenge_ids))
    if filters.place_ids:
        conditions.append(or_(*(col(Asset.terms).contains(f" {_place(number)} ") for number in filters.place_ids)))
    if filters.after:
        conditions.append(col(Asset.made_at) >= filters.after)
    if filters.before:
        conditions.append(col(Asset.made_at) < filters.before)
    return conditions


# --- whose names stand with it ---------------------------------------------------------------------------------------


def names(session: Session, asset_id: int) -> Sequence[Member]:
    """Who lets their name stand with it, and is there."""
    return session.exec(
        select(Member)
        .join(AssetName, col(AssetName.member_id) == col(Member.id))
        .where(AssetName.asset_id == asset_id, Member.state == "member")
        .order_by(Member.name, col(Member.id))
    ).all()


def stands_named(session: Session, asset_id: int, member_id: int) -> bool:
    """Whether somebody's name stands with it."""
    return session.get(AssetName, (asset_id, member_id)) is not None


def name(session: Session, asset_id: int, member_id: int, *, stands: bool) -> None:
    """Let somebody's name stand with it, or not any more."""
    there = session.get(AssetName, (asset_id, member_id))
    if stands and there is None:
        session.add(AssetName(asset_id=asset_id, member_id=member_id))
    elif there is not None and not stands:
        session.delete(there)
    session.flush()


# --- who used it -----------------------------------------------------------------------------------------------------


def use_of(session: Session, member_id: int, asset_id: int) -> AssetUse | None:
    """That somebody used it."""
    mine = (AssetUse.member_id == member_id, AssetUse.asset_id == asset_id)
    return session.exec(select(AssetUse).where(*mine)).one_or_none()


def use(session: Session, number: int) -> AssetUse | None:
    """A use by number."""
    return session.get(AssetUse, number)


def uses_shown(session: Session, asset_id: int) -> Sequence[tuple[AssetUse, Member]]:
    """What those changed who let it stand with the asset, the newest first."""
    return list(
        session.exec(
            select(AssetUse, Member)
            .join(Member, col(Member.id) == col(AssetUse.member_id))
            .where(AssetUse.asset_id == asset_id, col(AssetUse.shown), Member.state == "member")
            .order_by(col(AssetUse.used_at).desc(), col(AssetUse.id).desc())
        ).all()
    )


def drop_words_before(session: Session, moment: datetime) -> None:
    """Let go of words that were for its group alone."""
    old = (col(AssetUse.used_at) <= moment, ~col(AssetUse.shown), col(AssetUse.words) != "")
    session.exec(update(AssetUse).where(*old).values(words=""))

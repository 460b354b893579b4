"""Making an asset, changing it, taking it away: what the members of a workgroup do with what is theirs together."""

from urllib.parse import urlsplit

from bot.chat import Button, Buttons, Field, Option, Reply, Said, Shown, Text
from bot.delivering import copies
from bot.delivering.copies import of_asset
from bot.learning.assets.listing import made_by_me, readable, shown
from bot.learning.workgroups.parts import confirmed, line, may_take_part, mine, theme
from bot.learning.workgroups.passing import close
from bot.remembering import care
from bot.turn import Turn
from storage import assets as rows
from storage import people, workgroups
from storage.tables import Asset, Workgroup

LONGEST_TITLE, LONGEST_LINE, LONGEST, LONGEST_LINK = 120, 280, 2500, 500  # characters
MOST = 10  # of one workgroup
OPEN = ("running", "ending", "ended")  # workgroups that may have made something
TEXTS = ("title", "link", "words", "for_whom", "not_when")


def asset(turn: Turn, _rest: str) -> Reply:
    """Share what a workgroup made; which of mine, where I am in several."""
    confirmed(turn)
    found = workgroups.of_member(turn.session, turn.my_id, *OPEN)
    if len(found) == 1:
        return make(turn, str(found[0].id))
    groups = Button(turn.say("workgroup.all"), "workgroups", "main", opens=True)
    if not found:
        return turn.answer(turn.say("asset.make"), turn.say("asset.of-no-group"), buttons=(groups,))
    blocks = []
    for group in found[:5]:
        this = Button(turn.say("asset.make"), f"asset of {group.id}", opens=True)
        blocks += [theme(turn, group), Buttons((this,))]
    return turn.answer(turn.say("asset.of-which"), *blocks)


def make(turn: Turn, rest: str) -> Reply:
    """A title, a link or words, for whom it is, and when not to use it."""
    may_take_part(turn)
    group = mine(turn, rest)
    if group.state not in OPEN:
        raise turn.refuse("workgroup.not-begun")
    if rows.count_of(turn.session, group.id or 0) >= MOST:
        raise turn.refuse("asset.enough", most=MOST)
    if turn.typed:
        return _form(turn, group, None)
    place = people.place_of(turn.session, turn.me)
    row = Asset(workgroup_id=group.id or 0, maker_id=turn.my_id, made_at=turn.now, title="", for_whom="", not_when="")
    row.places, row.place_id = list(workgroups.places(turn.session, group.id or 0)), place.id if place else None
    _write(turn, row)
    rows.keep(turn.session, row)
    if turn.incoming.value("name") == "yes":
        rows.name(turn.session, row.id or 0, turn.my_id, stands=True)
    close(turn.session, group, turn.now)
    turn.result = f"asset show {row.id}"
    return shown(turn, row, turn.say("asset.kept"), turn.say("asset.kept-next"))


def _write(turn: Turn, row: Asset) -> None:
    """What was written, looked over."""
    told = {
        "title": " ".join(line(turn, "title", LONGEST_TITLE).split()),
        "link": _link(turn),
        "words": line(turn, "words", LONGEST, required=False),
        "for_whom": line(turn, "for_whom", LONGEST_LINE),
        "not_when": line(turn, "not_when", LONGEST_LINE),
    }
    if not told["link"] and not told["words"]:
        raise turn.refuse("asset.empty", "words")
    care.look_over(turn, "\n".join(told[name] for name in TEXTS if name != "link"))
    for name, words in told.items():
        setattr(row, name, words)


def _link(turn: Turn) -> str:
    """A web address as it was written: http or https, to somewhere, without anybody's password in it."""
    typed = line(turn, "link", LONGEST_LINK, required=False)
    if not typed:
        return ""
    try:
        parts = urlsplit(typed)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        known = False
    if not known or not typed.isprintable() or any(letter in typed for letter in ' <>"|\\'):
        raise turn.refuse("asset.link-unclear", "link")
    return typed


def _form(turn: Turn, group: Workgroup, row: Asset | None) -> Reply:
    now = {name: ((getattr(row, name),) if row and getattr(row, name) else ()) for name in TEXTS}
    of = of_asset(row.id) if row else ""
    names = (Option("no", turn.say("asset.name-no")), Option("yes", turn.say("asset.name-yes")))
    sentence = f"asset change {row.id}" if row else f"asset of {group.id}"
    fields = (
        Field("title", turn.say("asset.title"), value=now["title"], most=LONGEST_TITLE, of=of),
        Field("link", turn.say("asset.link"), value=now["link"], required=False, most=LONGEST_LINK, of=of),
        Field(
            "words",
            turn.say("asset.words"),
            "words",
            value=now["words"],
            hint=turn.say("reflect.hint"),
            required=False,
            most=LONGEST,
            of=of,
        ),
        Field("for_whom", turn.say("asset.for-whom"), value=now["for_whom"], most=LONGEST_LINE, of=of),
        Field("not_when", turn.say("asset.not-when"), value=now["not_when"], most=LONGEST_LINE, of=of),
    )
    whose = () if row else (Field("name", turn.say("asset.name-field"), "choice", names, ("no",)),)
    return turn.form(
        turn.say("asset.change" if row else "asset.make"),
        *fields,
        *whose,
        Text(turn.say("asset.goes"), quiet=True),
        submit=Button(turn.say("me.save") if row else turn.say("asset.share"), sentence, "main", token=turn.token()),
    )


def _own(turn: Turn, rest: str) -> Asset:
    """One of a workgroup that this member is in."""
    row = readable(turn, rest)
    if not made_by_me(turn, row):
        raise turn.refuse("refusal.not-found")
    return row


def change(turn: Turn, rest: str) -> Reply:
    """Anybody of the group may change it. What was reported stays hidden until an organiser has looked."""
    row = _own(turn, rest)
    group = workgroups.get(turn.session, row.workgroup_id)
    assert group is not None
    if turn.typed:
        return _form(turn, group, row)
    may_take_part(turn)
    _write(turn, row)
    row.edited_at = turn.now
    rows.keep(turn.session, row)
    copies.reshown(turn.session, turn.my_id, of_asset(row.id), turn.now)
    turn.result = f"asset show {row.id}"
    return shown(turn, row, turn.say("workgroup.saved"))


def put_name(turn: Turn, rest: str) -> Reply:
    """One's own name with it, or not any more."""
    row = _own(turn, rest)
    stands = not rows.stands_named(turn.session, row.id or 0, turn.my_id)
    rows.name(turn.session, row.id or 0, turn.my_id, stands=stands)
    copies.reshown(turn.session, turn.my_id, of_asset(row.id), turn.now)
    return shown(turn, row, turn.say("asset.named" if stands else "asset.unnamed"))


def take_away(turn: Turn, rest: str) -> Reply:
    """Ask once more before it goes."""
    row = _may_take_away(turn, rest)
    yes = Button(turn.say("asset.away-yes"), f"asset away for good {row.id}", "danger")
    said = Said(row.title, of=of_asset(row.id))
    return turn.answer(turn.say("asset.away-ask"), said, turn.say("asset.away-what"), buttons=(yes,))


def _may_take_away(turn: Turn, rest: str) -> Asset:
    """Whoever wrote it down may, and who convenes the group."""
    row = _own(turn, rest)
    group = workgroups.get(turn.session, row.workgroup_id)
    convener = workgroups.convener(turn.session, group) if group else None
    if row.maker_id != turn.my_id and (convener is None or convener.id != turn.my_id):
        raise turn.refuse("asset.not-yours-alone")
    return row


def take_away_for_good(turn: Turn, rest: str) -> Reply:
    """It goes, also where it was found."""
    row = _may_take_away(turn, rest)
    gone(turn, row)
    groups = Button(turn.say("workgroup.all"), "workgroups", opens=True)
    return turn.answer(turn.say("asset.gone"), buttons=(groups,), shown=Shown.IN_PLACE)


def gone(turn: Turn, row: Asset) -> None:
    """Erase it, and take it out of every message."""
    copies.renew(turn.session, turn.my_id, of_asset(row.id), None, turn.now)
    rows.erase(turn.session, row)

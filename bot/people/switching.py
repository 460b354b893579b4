"""What a workspace or tenant lets the network do there: seen and changed by an organiser, here and on the command line.

`storage/switches.py` says what each of the four is, and holds in every query what follows from it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.chat import Block, Button, Buttons, Facts, Field, Heading, Option, Reply, Shown, Text
from bot.delivering import borders, notices
from bot.errors import Refusal, SetupError
from bot.turn import Turn
from bot.voice import Voice
from storage import copies, people, record, reflections, switches
from storage import outbox as outbox_rows
from storage.database import Database, Session
from storage.tables import Tenant

WITHOUT = " without "
STEP = 50  # reflections a transaction
MOST = 20  # on one card


def named(tenant: Tenant) -> str:
    """A workspace or tenant as it is typed."""
    return f"{tenant.platform}:{tenant.tenant}"


def told(voice: Voice, tenant: Tenant | None) -> Facts:
    """Each switch of a workspace or tenant, and whether it is on."""
    on, off = voice.say("switches.on"), voice.say("switches.off")
    is_on = {name: tenant is None or bool(getattr(tenant, name)) for name in switches.NAMES}
    return Facts(tuple((voice.say(f"switches.{name}"), on if is_on[name] else off) for name in switches.NAMES))


def split(voice: Voice, typed: str) -> tuple[str, tuple[str, ...]]:
    """`gateshead without carrying, introductions`: what comes before, and what is to be switched off."""
    before, found, names = f"{typed} ".partition(WITHOUT)
    wanted = tuple(names.replace(",", " ").casefold().split())
    if (found and not wanted) or not set(wanted) <= set(switches.NAMES):
        raise Refusal(voice.say("switches.how", names=", ".join(switches.NAMES)))
    return before.strip(), wanted


def let(session: Session, tenant: Tenant, on: Mapping[str, bool], by_id: int | None, now: datetime) -> list[str]:
    """Switch on and off; what changed. What waits to be sent against it is not sent any more."""
    changed = [name for name, value in on.items() if bool(getattr(tenant, name)) != value]
    for name in changed:
        setattr(tenant, name, on[name])
        record.note(session, by_id, f"switched {'on' if on[name] else 'off'} {name}", named(tenant), now)
    if "wider" in changed:
        tenant.tokens_after = 0
    session.add(tenant)
    switches.switched(session)
    if "carrying" in changed and not tenant.carrying:
        borders.close(session)
    if "direct" in changed and not tenant.direct:
        outbox_rows.drop_unasked(session, tenant.platform, tenant.tenant, notices.ORDER)
    return changed


def without(session: Session, tenant: Tenant, names: Collection[str], by_id: int | None, now: datetime) -> None:
    """Switch these off where somebody comes in."""
    let(session, tenant, dict.fromkeys(names, False), by_id, now)


def step(database: Database) -> bool:
    """Some of what people of one workspace wrote, made anew after *wider* was switched; whether there may be more.

    The rule holds from the moment of the switch. This follows: the tokens of the index, and what stands in chats.
    """
    with database.read() as session:
        if not any(row.tokens_after is not None for row in switches.tenants(session)):
            return False
    with database.write() as session:
        tenant = next((row for row in switches.tenants(session) if row.tokens_after is not None), None)
        if tenant is None:
            return False
        after = tenant.tokens_after or 0
        found = reflections.some_of(session, tenant.platform, tenant.tenant, after, STEP)
        for row in found:
            reflections.keep(session, row)
            copies.grow_stale(session, [f"reflection {row.id}"], row.member_id)
        tenant.tokens_after = found[-1].id if found else None
        session.add(tenant)
    return True


# --- for organisers --------------------------------------------------------------------------------------------------


def allowed(turn: Turn, rest: str) -> Reply:
    """`switches`: every workspace and tenant; with one of them named, the form to change it, or what was chosen."""
    if not rest:
        return _list(turn)
    tenant = find(turn.session, rest)
    if tenant is None:
        raise turn.refuse("switches.no-such", typed=rest[:60])
    if turn.typed:
        on = tuple(name for name in switches.NAMES if getattr(tenant, name))
        options = tuple(Option(name, turn.say(f"switches.{name}")) for name in switches.NAMES)
        return turn.form(
            turn.say("switches.change"),
            Heading(turn.tenant_name(tenant, tenant.platform)),
            turn.say("switches.what"),
            *(Text(turn.say(f"switches.{name}-off"), quiet=True) for name in switches.NAMES),
            Field("on", turn.say("switches.allowed"), "choices", options, on, required=False),
            submit=Button(turn.say("me.save"), f"switches {named(tenant)}", "main", token=turn.token()),
        )
    wanted = turn.incoming.values.get("on", ())
    let(turn.session, tenant, {name: name in wanted for name in switches.NAMES}, turn.my_id, turn.now)
    turn.result = "switches"
    name = turn.tenant_name(tenant, tenant.platform)
    return turn.answer(turn.say("switches.done", name=name), told(turn, tenant), shown=Shown.IN_PLACE)


def _list(turn: Turn) -> Reply:
    blocks: list[Block] = []
    for tenant in switches.tenants(turn.session)[:MOST]:
        off = [turn.say(f"switches.{name}") for name in switches.off_at(turn.session, tenant.platform, tenant.tenant)]
        how = turn.say("switches.without", names=", ".join(off)) if off else turn.say("switches.everything")
        blocks += [Heading(turn.tenant_name(tenant, tenant.platform)), Text(how), Text(named(tenant), quiet=True)]
        change = Button(turn.say("home.change"), f"switches {named(tenant)}", opens=True)
        blocks.append(Buttons((change,)))
    return turn.answer(turn.say("switches.list"), turn.say("switches.what"), *blocks)


def find(session: Session, typed: str) -> Tenant | None:
    """A workspace or tenant by platform and id, or by its own name."""
    platform, _, tenant = typed.strip().partition(":")
    exact = people.known_tenant(session, platform.casefold(), tenant)
    return exact or next((row for row in switches.tenants(session) if row.name.casefold() == typed.casefold()), None)


# --- on the command line ---------------------------------------------------------------------------------------------


def as_text(session: Session) -> str:
    """Every workspace and tenant with what is switched off there."""
    lines = []
    for row in switches.tenants(session):
        off = ", ".join(switches.off_at(session, row.platform, row.tenant)) or "nothing"
        lines.append(f"{named(row)}  {row.name}  off: {off}")
    return "\n".join(lines) or "No workspace or tenant was let in yet."


def from_shell(session: Session, typed: str, on: Collection[str], off: Collection[str], now: datetime) -> str:
    """Switch on and off; what is said of it. Raises SetupError."""
    tenant = find(session, typed)
    if tenant is None:
        raise SetupError(f"There is no workspace or tenant “{typed}”. `upstream switches` lists them.")
    unknown = sorted({*on, *off} - set(switches.NAMES))
    if unknown:
        raise SetupError(f"There is no switch “{unknown[0]}”. There are: {', '.join(switches.NAMES)}.")
    changed = let(session, tenant, {**dict.fromkeys(on, True), **dict.fromkeys(off, False)}, None, now)
    said = ", ".join(f"{name} {'on' if getattr(tenant, name) else 'off'}" for name in changed)
    return f"{named(tenant)}: {said or 'everything was like that already'}."

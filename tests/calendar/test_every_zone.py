"""Every zone there is, every clock change of four years, against an oracle that knows only offsets."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from bot.asking.calendar import Weekly, slots

FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
MINUTE = timedelta(minutes=1)
AROUND = [timedelta(minutes=minutes) for minutes in (-90, -61, -60, -30, -1, 0, 1, 29, 30, 59, 60, 61, 120)]


@cache
def transitions(name: str) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    """When the offset changes: (the first instant of the new one, before, after)."""
    zone, found, step = ZoneInfo(name), [], timedelta(days=2)
    offset = lambda instant: instant.astimezone(zone).utcoffset()  # noqa: E731
    instant = FIRST
    while instant < LAST:
        if offset(instant) != offset(instant + step):
            low, high = instant, instant + step
            while high - low > MINUTE:
                middle = low + (high - low) // 2
                low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
            high = high.replace(second=0, microsecond=0)
            found.append((high, offset(high - MINUTE), offset(high)))
        instant += step
    return tuple(found)


def expected(wall: datetime, change: datetime, before: timedelta, after: timedelta) -> datetime:
    """The first instant at which the wall shows it; in the gap, as the old offset would have it."""
    showing = [wall - before] if wall - before < change else []
    showing += [wall - after] if wall - after >= change else []
    return min(showing, default=wall - before)


def test_around_every_change_of_every_zone_each_day_has_its_slot():
    changes = {(ZoneInfo(name).key, change) for name in ZONES for change in transitions(name)}
    assert len(changes) > 1500
    for name, (change, before, after) in sorted(changes):
        wall = change + before
        for shift in AROUND:
            clock = (wall + shift).time()
            first = wall.date() - timedelta(days=1)
            daily = Weekly(name, clock, tuple(range(7)), first, count=4)
            found = list(slots(daily, FIRST - timedelta(days=9)))
            walls = [datetime.combine(first + timedelta(days=day), clock, UTC) for day in range(4)]
            assert found == [expected(each, change, before, after) for each in walls], (name, clock)


def test_in_every_zone_a_weekly_slot_keeps_its_wall_clock_for_four_years():
    for name in ZONES:
        zone = ZoneInfo(name)
        gaps = {(change + before).date() for change, before, after in transitions(name) if after > before}
        weekly = Weekly(name, time(2, 30), (6,), date(2025, 1, 5), end=date(2028, 12, 31))
        found = [slot.astimezone(zone) for slot in slots(weekly, FIRST - timedelta(days=9))]
        assert len(found) == 209, name
        for one, other in pairwise(found):
            assert (other.date() - one.date()).days == 7
        for slot in found:
            assert slot.time() == time(2, 30) or (slot.date() in gaps and slot.time() > time(2, 30)), name
            assert slot.fold == 0, name

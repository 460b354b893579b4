"""To whoever was left out of a round: why, and that they come first next time."""

from bot.delivering.notices import Telling, Told
from storage import rounds as rows


def render(telling: Telling) -> Told | None:
    """The reason, in words that blame nobody."""
    row = rows.round_by(telling.session, telling.number)
    left = next((each for each in row.unplaced if each["member"] == telling.member.id), None) if row else None
    if left is None:
        return None
    say = telling.voice.say
    why = say(f"round.why-you.{str(left['why']).replace(' ', '-')}")
    return Told(telling.voice.card(say("round.sorry"), why, say("round.sorry-next")))

"""What a new database begins with: the places, organisations and challenges of the content.

Run at every start: it adds what is missing and changes nothing that organisers may have changed since.
"""

from content import Content
from storage import people
from storage.database import Session
from storage.tables import Challenge, Organisation, Place

TEAM = "network-team"


def bring_in(session: Session, content: Content) -> None:
    """Add the places, organisations and challenges that are not there yet."""
    known, named = people.slugs(session, Organisation), people.slugs(session, Challenge)
    for slug, council in content.councils.items():
        if slug in known:
            continue
        place = people.place(session, slug)
        if place is None:
            place = Place(slug=slug, name=council.short, nation=council.nation)
            people.add(session, place)
        row = Organisation(slug=slug, name=council.name, place_id=place.id, domains=list(council.domains))
        row.from_date, row.to_date = council.from_date, council.to_date
        people.add(session, row)
    if TEAM not in known:
        name = content.wording.say("organise.team")
        people.add(session, Organisation(slug=TEAM, name=name, kind="team"))
    for slug, challenge in content.challenges.items():
        if slug not in named:
            people.add(session, Challenge(slug=slug, name=challenge.name))

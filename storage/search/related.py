"""Words that councils use for the same thing: what somebody types finds also what colleagues call it."""

_GROUPS = (
    "police policing sergeant constable pcso pcsos",
    "gp gps surgery",
    "nhs hospital hospitals icb",
    "ambulance paramedic paramedics",
    "teenager teenagers youngster youngsters youth",
    "pensioner pensioners elderly",
    "homeless homelessness hostel",
    "councillor councillors cllr cllrs",
    "procurement commissioning tender tenders",
    "charity charities vcse",
    "debt arrears bailiff bailiffs",
    "jobless unemployed unemployment",
    "loneliness lonely isolation",
    "prevention preventative upstream",
    "volunteer volunteers volunteering",
    "reorganisation unitary merger",
    "safeguarding mash",
)

RELATED: dict[str, tuple[str, ...]] = {}
for _group in _GROUPS:
    _words = _group.split()
    for _word in _words:
        RELATED[_word] = tuple(dict.fromkeys((*RELATED.get(_word, ()), *(other for other in _words if other != _word))))

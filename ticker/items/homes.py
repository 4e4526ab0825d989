"""Where sites are at home: the zones that a country's domain or a language speaks for.

A hint, never a proof: it names a zone among those that fit what the page proves, and it is what
is suggested to whoever is asked. Countries with several zones list those of most newsrooms first.
"""

from __future__ import annotations

from typing import Final

_COUNTRIES: Final = """
ua Europe/Kyiv|ru Europe/Moscow Asia/Yekaterinburg Asia/Novosibirsk Asia/Vladivostok Europe/Samara
by Europe/Minsk|md Europe/Chisinau|pl Europe/Warsaw|cz Europe/Prague|sk Europe/Bratislava
hu Europe/Budapest|ro Europe/Bucharest|bg Europe/Sofia|rs Europe/Belgrade|hr Europe/Zagreb
si Europe/Ljubljana|ba Europe/Sarajevo|me Europe/Podgorica|mk Europe/Skopje|al Europe/Tirane
gr Europe/Athens|cy Asia/Nicosia|tr Europe/Istanbul|de Europe/Berlin|at Europe/Vienna
ch Europe/Zurich|li Europe/Zurich|lu Europe/Luxembourg|fr Europe/Paris|be Europe/Brussels
nl Europe/Amsterdam|uk Europe/London|ie Europe/Dublin|es Europe/Madrid|pt Europe/Lisbon
it Europe/Rome|mt Europe/Malta|dk Europe/Copenhagen|no Europe/Oslo|se Europe/Stockholm
fi Europe/Helsinki|is Atlantic/Reykjavik|ee Europe/Tallinn|lv Europe/Riga|lt Europe/Vilnius
ge Asia/Tbilisi|am Asia/Yerevan|az Asia/Baku|kz Asia/Almaty|kg Asia/Bishkek|uz Asia/Tashkent
tj Asia/Dushanbe|tm Asia/Ashgabat|mn Asia/Ulaanbaatar|il Asia/Jerusalem|ps Asia/Gaza
jo Asia/Amman|lb Asia/Beirut|sy Asia/Damascus|iq Asia/Baghdad|ir Asia/Tehran|sa Asia/Riyadh
ae Asia/Dubai|qa Asia/Qatar|kw Asia/Kuwait|bh Asia/Bahrain|om Asia/Muscat|ye Asia/Aden
eg Africa/Cairo|ly Africa/Tripoli|tn Africa/Tunis|dz Africa/Algiers|ma Africa/Casablanca
sd Africa/Khartoum|et Africa/Addis_Ababa|ke Africa/Nairobi|tz Africa/Dar_es_Salaam
ug Africa/Kampala|ng Africa/Lagos|gh Africa/Accra|sn Africa/Dakar|za Africa/Johannesburg
pk Asia/Karachi|in Asia/Kolkata|bd Asia/Dhaka|lk Asia/Colombo|np Asia/Kathmandu|af Asia/Kabul
mm Asia/Yangon|th Asia/Bangkok|la Asia/Vientiane|kh Asia/Phnom_Penh|vn Asia/Ho_Chi_Minh
my Asia/Kuala_Lumpur|sg Asia/Singapore|ph Asia/Manila|cn Asia/Shanghai|hk Asia/Hong_Kong
id Asia/Jakarta Asia/Makassar Asia/Jayapura|tw Asia/Taipei|kr Asia/Seoul|jp Asia/Tokyo
au Australia/Sydney Australia/Perth Australia/Brisbane Australia/Adelaide Australia/Darwin
nz Pacific/Auckland|us America/New_York America/Chicago America/Denver America/Los_Angeles
ca America/Toronto America/Winnipeg America/Edmonton America/Vancouver America/Halifax
mx America/Mexico_City America/Tijuana|cu America/Havana|do America/Santo_Domingo
gt America/Guatemala|cr America/Costa_Rica|pa America/Panama|pr America/Puerto_Rico
co America/Bogota|ve America/Caracas|ec America/Guayaquil|pe America/Lima|bo America/La_Paz
br America/Sao_Paulo America/Manaus America/Fortaleza|py America/Asuncion|uy America/Montevideo
ar America/Argentina/Buenos_Aires|cl America/Santiago
"""
_LANGUAGES: Final = """
uk ua|ru ru|be by|pl pl|cs cz|sk sk|hu hu|ro ro|bg bg|sr rs|hr hr|sl si|bs ba|mk mk|sq al|el gr
tr tr|de de|fr fr|nl nl|it it|es es|pt br|da dk|no no|sv se|fi fi|is is|et ee|lv lv|lt lt|ka ge
hy am|az az|kk kz|uz uz|he il|fa ir|ur pk|hi in|bn bd|ta in|th th|vi vn|id id|ms my|ja jp|ko kr
zh cn|en us|ca es|mn mn|ne np|si lk|my mm|km kh
"""


def _pairs(text: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for line in text.strip().splitlines() for entry in line.split("|"))
    return {name: tuple(rest) for name, *rest in entries}


_ZONES_OF: Final = _pairs(_COUNTRIES)
_COUNTRY_OF: Final = _pairs(_LANGUAGES)
_ENGLISH: Final = ("us", "uk", "ca", "au", "in", "ie", "nz", "za")


def homes(domain: str, *tags: str | None) -> tuple[str, ...]:
    """IANA names of zones, the likeliest first: those of the domain's country, of the regions that
    the language tags name (``de-AT``), of the languages' own countries."""
    country = domain.rpartition(".")[2].lower()
    said = [tag.replace("_", "-").split("-") for tag in tags if tag]
    regions = [part.lower() for parts in said for part in parts[1:] if len(part) == 2]
    regions = ["uk" if region == "gb" else region for region in regions]
    languages = [parts[0].lower() for parts in said]
    spoken = [home for language in languages for home in _COUNTRY_OF.get(language, ())]
    english = _ENGLISH if "en" in languages else ()
    found = (
        zone for name in (country, *regions, *spoken, *english) for zone in _ZONES_OF.get(name, ())
    )
    return tuple(dict.fromkeys(found))


def language_at(domain: str) -> str | None:
    """The language of the country that a domain belongs to, where most of its news are in one."""
    country = domain.rpartition(".")[2].lower()
    if country == "at":
        return "de"
    return next((tag for tag, (home,) in _COUNTRY_OF.items() if home == country != "in"), None)

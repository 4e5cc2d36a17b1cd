"""Every sentence about a user's input, in English and Dutch. Findings take their words from the rules, labels from the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence

LANGUAGES = ("nl", "en")

TEXTS: dict[str, tuple[str, str]] = {
    # reading files
    "yaml-alias": ("`{word}`: aliases and anchors are not read; write the value out", "`{word}`: verwijzingen en ankers worden niet gelezen; schrijf de waarde uit"),
    "yaml-tag": ("`{word}`: tags are not read; leave the tag out", "`{word}`: tags worden niet gelezen; laat de tag weg"),
    "yaml-key": ("a key must be one word; write `name: value`", "een sleutel moet één woord zijn; schrijf `naam: waarde`"),
    "yaml-syntax": ("this is not well-formed YAML ({what}); check indentation, quotes and colons here", "dit is geen geldige YAML ({what}); kijk hier inspringing, aanhalingstekens en dubbelepunten na"),
    "not-text": ("this file is not UTF-8 text; save it as UTF-8 or leave it out", "dit bestand is geen tekst in UTF-8; bewaar het als UTF-8 of laat het weg"),
    "too-deep": ("nested deeper than {most} levels; flatten it", "dieper genest dan {most} niveaus; maak het vlakker"),
    "too-large": ("the file is {size} MB and at most {most} MB is read; split it", "het bestand is {size} MB en hoogstens {most} MB wordt gelezen; splits het"),
    "duplicate-key": ("`{word}` is already given on line {line}; keep one", "`{word}` staat al op regel {line}; behoud er één"),
    "no-such-path": ("`{word}` does not exist; check the path", "`{word}` bestaat niet; kijk het pad na"),
    "unreadable": ("`{word}` cannot be read ({what}); check its permissions", "`{word}` kan niet gelezen worden ({what}); kijk de rechten na"),
    "no-workspace": ("`{word}` holds no workspace sections ({sections}); give a file or folder that does", "`{word}` bevat geen onderdelen van een werkmap ({sections}); geef een bestand of map die er wel heeft"),
    "not-a-workspace-file": ("this file holds none of the sections {sections}; move it out of the folder or name it under `exclude` in gbo-policy.toml", "dit bestand bevat geen van de onderdelen {sections}; haal het uit de map of zet het bij `exclude` in gbo-policy.toml"),
    "not-a-mapping": ("expected keys with values here, found {found}; write `section:` with its contents below", "hier worden sleutels met waarden verwacht, geen {found}; schrijf `onderdeel:` met de inhoud eronder"),
    # shapes
    "unknown-key": ("unknown key `{word}`; remove it or use one of: {known}", "onbekende sleutel `{word}`; verwijder hem of gebruik een van: {known}"),
    "missing-key": ("`{word}` is missing; add it", "`{word}` ontbreekt; vul het aan"),
    "no-ids": ("`id` is missing or empty; give it a short name of its own", "`id` ontbreekt of is leeg; geef een eigen korte naam"),
    "wrong-type": ("`{word}` is not {expected}; write {expected}", "`{word}` is geen {expected}; schrijf {expected}"),
    "unknown-word": ("`{word}` is not known here; use one of: {known}", "`{word}` is hier niet bekend; gebruik een van: {known}"),
    "unknown-purpose": ("`{word}` is not a purpose of the vocabulary; use one of: {known}, or `{{other: \"…\"}}`", "`{word}` is geen doeleinde uit de woordenlijst; gebruik een van: {known}, of `{{other: \"…\"}}`"),
    "unknown-category": ("`{word}` is not a category of the vocabulary; use one of: {known}, or `{{other: \"…\"}}`", "`{word}` is geen categorie uit de woordenlijst; gebruik een van: {known}, of `{{other: \"…\"}}`"),
    "unknown-basis": ("`{word}` is not a legal basis; use `gdpr-6-1-a` to `f` or `gdpr-9-2-a` to `j`", "`{word}` is geen rechtsgrond; gebruik `gdpr-6-1-a` tot `f` of `gdpr-9-2-a` tot `j`"),
    "unknown-country": ("`{word}` is not a country; use a two-letter ISO 3166-1 code, `EU` or `EEA`", "`{word}` is geen land; gebruik een tweeletterige ISO 3166-1-code, `EU` of `EEA`"),
    "bad-date": ("`{word}` is not a date; write it as 2026-03-01", "`{word}` is geen datum; schrijf 2026-03-01"),
    "bad-moment": ("`{word}` is not a moment; write it as 2026-03-01T14:30 or with an offset", "`{word}` is geen tijdstip; schrijf 2026-03-01T14:30, eventueel met een tijdzone"),
    "no-such-time": ("`{word}` does not exist in Brussels, where the clock skips that hour; write the right hour or an offset", "`{word}` bestaat niet in Brussel, waar de klok dat uur overslaat; schrijf het juiste uur of een tijdzone"),
    "bad-email": ("`{word}` is not an e-mail address; write it as name@domain", "`{word}` is geen e-mailadres; schrijf naam@domein"),
    "bad-url": ("`{word}` is not a web address; write it with https:// in front", "`{word}` is geen webadres; schrijf het met https:// ervoor"),
    "bad-number": ("`{word}` is not written as an enterprise number; write 0123.456.789 or ten digits", "`{word}` is niet geschreven als een ondernemingsnummer; schrijf 0123.456.789 of tien cijfers"),
    "bad-slug": ("`{word}` is not a short name; use letters, digits, `-`, `_` and `.`", "`{word}` is geen korte naam; gebruik letters, cijfers, `-`, `_` en `.`"),
    "bad-article": ("`{word}` is not one of the GDPR's articles 32 to 36; write one of them", "`{word}` is geen van de artikelen 32 tot 36 AVG; schrijf er een van"),
    # sections and references
    "no-agreement": ("there is no section `agreement`; add the agreement that these declarations fall under", "er is geen onderdeel `agreement`; voeg de overeenkomst toe waaronder deze aangiften vallen"),
    "second-agreement": ("a second `agreement`; the first is in {first}; one workspace holds one", "een tweede `agreement`; de eerste staat in {first}; een werkmap bevat er één"),
    "duplicate-id": ("the id `{word}` is already used in {first}; give each its own", "de id `{word}` is al gebruikt in {first}; geef elk een eigen id"),
    "dangling": ("`{word}` is not a {what} of this workspace; use one of: {known}", "`{word}` is geen {what} van deze werkmap; gebruik een van: {known}"),
    "foreign-field": ("`{word}` does not belong to a recipient of kind `{kind}`; remove it or change the kind", "`{word}` hoort niet bij een ontvanger van de soort `{kind}`; verwijder het of wijzig de soort"),
    "one-subject": ("a subject is one of `flow`, `party`, `processor`, `event` (or `flow` with `recipient`); write just one", "een onderwerp is één van `flow`, `party`, `processor`, `event` (of `flow` met `recipient`); schrijf er één"),
    "wrong-subject": ("the term `{word}` is not about this kind of subject; it is about: {known}", "de term `{word}` gaat niet over dit soort onderwerp; hij gaat over: {known}"),
    "dates-reversed": ("`{later}` ({second}) lies before `{earlier}` ({first}); correct one of the two", "`{later}` ({second}) ligt voor `{earlier}` ({first}); verbeter een van beide"),
    "same-party": ("`{word}` stands on both sides; name two different core actors", "`{word}` staat aan beide kanten; noem twee verschillende kernactoren"),
    "twice": ("`{word}` is named twice; keep one", "`{word}` is tweemaal genoemd; behoud er één"),
    "unknown-clause": ("`{word}` is neither a clause of the agreement nor the id of an event; write one, such as 13.5", "`{word}` is geen clausule van de overeenkomst en geen id van een gebeurtenis; schrijf er een, zoals 13.5"),
    "slip-9-1-g": ("`gdpr-9-1-g` is a slip of the model text and is read as `gdpr-9-2-g`; correct it", "`gdpr-9-1-g` is een vergissing van de modeltekst en wordt gelezen als `gdpr-9-2-g`; verbeter het"),
    # settings and options
    "bad-settings": ("the settings file is not well-formed TOML ({what}); correct it", "het instellingenbestand is geen geldige TOML ({what}); verbeter het"),
    "unknown-setting": ("unknown setting `{word}`; remove it or use one of: {known}", "onbekende instelling `{word}`; verwijder ze of gebruik een van: {known}"),
    "bad-setting": ("`{word}` is not a value for `{setting}`; write {expected}", "`{word}` is geen waarde voor `{setting}`; schrijf {expected}"),
    "norm-order": ("`{setting}`: expected ({expected}) is beyond outer ({outer}); make it the smaller", "`{setting}`: expected ({expected}) ligt boven outer ({outer}); maak het de kleinste"),
    "unknown-rule": ("`{word}` is not a rule of this pack; use one of: {known}", "`{word}` is geen regel van dit pakket; gebruik een van: {known}"),
    "unknown-flow": ("`{word}` is not a flow of this workspace; use one of: {known}", "`{word}` is geen gegevensstroom van deze werkmap; gebruik een van: {known}"),
    "nothing-selected": ("no rule is left after `select` and `ignore`; select at least one", "er blijft geen regel over na `select` en `ignore`; kies er minstens één"),
    "cannot-write": ("`{word}` cannot be written ({what}); choose another place", "`{word}` kan niet geschreven worden ({what}); kies een andere plaats"),
    "output-without-format": ("each `--output` belongs to the `--format` just before it; give one for each", "elke `--output` hoort bij de `--format` er net voor; geef er één voor elk"),
    "one-on-stdout": ("only one of {known} can go to standard output; give the others an `--output`", "slechts één van {known} kan naar de standaarduitvoer; geef de andere een `--output`"),
    "output-twice": ("`{word}` is the output of two formats; give each its own", "`{word}` is de uitvoer van twee formaten; geef elk een eigen bestand"),
    "not-a-receipt": ("`{word}` does not say who and when; write PARTY=2026-03-01", "`{word}` zegt niet wie en wanneer; schrijf PARTIJ=2026-03-01"),
    "needs-extra": ("`{word}` needs the extra `{extra}`; install gbo-policy[{extra}]", "`{word}` heeft de extra `{extra}` nodig; installeer gbo-policy[{extra}]"),
    # rule packs
    "pack-file-missing": ("`{word}` is missing from the pack; add it", "`{word}` ontbreekt in het pakket; voeg het toe"),
    "rule-expression": ("`{word}`: {what}", "`{word}`: {what}"),
    "rule-placeholder": ("`{word}` is not a fact of `{kind}`; use one of: {known}", "`{word}` is geen feit van `{kind}`; gebruik een van: {known}"),
    "rule-review-message": ("`review` and `review_message` belong together; give both or none", "`review` en `review_message` horen samen; geef beide of geen"),
    "rule-waivable": ("a critical rule cannot be waived; write `waivable: false`", "van een kritieke regel kan niet afgeweken worden; schrijf `waivable: false`"),
    "rule-against": ("`{word}` is not a fact of `{kind}` that names core actors; use one of: {known}", "`{word}` is geen feit van `{kind}` dat kernactoren noemt; gebruik een van: {known}"),
    "rule-sanction": ("`sanction` needs a party that it is `against`; give both or write null for both", "`sanction` vraagt een partij onder `against`; geef beide of schrijf null bij beide"),
    "rule-test-fact": ("`{word}` is not {expected}; write {expected} for this fact", "`{word}` is geen {expected}; schrijf {expected} voor dit feit"),
    "empty-pack": ("`{word}` holds no rules; give a folder with rule files", "`{word}` bevat geen regels; geef een map met regelbestanden"),
    "pack-unchecked": ("clause `{word}` has a sentence with neither rules nor a reason; give one of them", "clausule `{word}` heeft een zin zonder regels en zonder reden; geef een van beide"),
}

# the words of a sentence that are ours, not the user's
_TRANSLATED = ("expected", "what", "found")
_GUESS = ("; did you mean `{guess}`?", "; bedoelt u `{guess}`?")

KINDS_OF_VALUE: dict[str, tuple[str, str]] = {
    "text": ("text", "tekst"),
    "a date": ("a date", "datum"),
    "a list": ("a list", "lijst"),
    "keys with values": ("keys with values", "reeks sleutels met waarden"),
    "true or false": ("true or false", "true of false"),
    "a whole number": ("a whole number", "geheel getal"),
    "keys with values, or none": ("keys with values, or `none`", "reeks sleutels met waarden, of `none`"),
    "nothing": ("nothing", "lege waarde"),
    "a number": ("a number", "getal"),
    "party": ("core actor", "kernactor"),
    "processor": ("processor", "verwerker"),
    "flow": ("flow", "gegevensstroom"),
    "event": ("event", "gebeurtenis"),
    "recipient": ("recipient", "ontvanger"),
}


def pick(lang: str, en: str, nl: str) -> str:
    """Give the text in ``lang``."""
    return nl if lang == "nl" else en


def say(code: str, lang: str, **words: object) -> str:
    """Fill in the sentence ``code`` in ``lang``; a ``guess`` among the words becomes a suggestion at its end."""
    words = {k: _in(lang, v) if k in _TRANSLATED else v for k, v in words.items()}
    sentence = pick(lang, *TEXTS[code]).format(**words)
    return sentence + (pick(lang, *_GUESS).format(guess=words["guess"]) if words.get("guess") else "")


def _in(lang: str, word: object) -> object:
    if isinstance(word, tuple):
        return pick(lang, *word)
    return pick(lang, *KINDS_OF_VALUE[word]) if isinstance(word, str) and word in KINDS_OF_VALUE else word


def listed(words: Sequence[str]) -> str:
    """Give known words in backticks, joined for a sentence."""
    return ", ".join(f"`{w}`" for w in words)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Give the known word closest to a misspelt one, or None when none is close."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), known, 1, 0.7)), None)

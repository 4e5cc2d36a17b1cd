"""Every sentence about a user's input, in English and Dutch. Findings take their words from the rules, labels from the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence

LANGUAGES = ("nl", "en")

TEXTS: dict[str, tuple[str, str]] = {
    # reading files
    "yaml-alias": (
        "`{word}`: aliases and anchors are not read; write the value out",
        "`{word}`: verwijzingen en ankers worden niet gelezen; schrijf de waarde uit",
    ),
    "yaml-tag": (
        "`{word}`: tags are not read; leave the tag out",
        "`{word}`: tags worden niet gelezen; laat de tag weg",
    ),
    "yaml-key": (
        "a key must be one word; write `name: value`",
        "een sleutel moet één woord zijn; schrijf `naam: waarde`",
    ),
    "yaml-syntax": (
        "this is not well-formed YAML ({what}); check indentation, quotes and colons here",
        "dit is geen geldige YAML ({what}); kijk hier inspringing, aanhalingstekens en dubbelepunten na",
    ),
    "not-text": (
        "this file is not UTF-8 text; save it as UTF-8 or leave it out",
        "dit bestand is geen tekst in UTF-8; bewaar het als UTF-8 of laat het weg",
    ),
    "too-deep": (
        "nested deeper than {most} levels; flatten it",
        "dieper genest dan {most} niveaus; maak het vlakker",
    ),
    "too-large": (
        "the file is {size} MB and at most {most} MB is read; split it",
        "het bestand is {size} MB en hoogstens {most} MB wordt gelezen; splits het",
    ),
    "duplicate-key": (
        "`{word}` is already given on line {line}; keep one",
        "`{word}` staat al op regel {line}; behoud er één",
    ),
    "no-such-path": ("`{word}` does not exist; check the path", "`{word}` bestaat niet; kijk het pad na"),
    "unreadable": (
        "`{word}` cannot be read ({what}); check its permissions",
        "`{word}` kan niet gelezen worden ({what}); kijk de rechten na",
    ),
    "not-read-hidden": (
        "`{word}` is hidden and so is not read; rename it, or name it under `exclude`",
        "`{word}` is verborgen en wordt dus niet gelezen; hernoem het of zet het bij `exclude`",
    ),
    "not-read-suffix": (
        "`{word}` looks like a declaration and is not read; let its name end in .yaml, .yml or .json, or name it under `exclude`",
        "`{word}` lijkt een aangifte en wordt niet gelezen; laat de naam eindigen op .yaml, .yml of .json, of zet het bij `exclude`",
    ),
    "not-read-office": (
        "`{word}` is a workbook or a document, and those are not read; move it elsewhere or name it under `exclude`",
        "`{word}` is een rekenblad of tekstdocument, en die worden niet gelezen; zet het elders of noem het bij `exclude`",
    ),
    "not-read-baseline": (
        "`{word}` is a baseline of findings that is not in use, so it is not read; name it with `--baseline` or delete it",
        "`{word}` is een nulmeting die niet in gebruik is, en wordt dus niet gelezen; noem ze met `--baseline` of verwijder ze",
    ),
    "excluded": (
        "`{word}` under `exclude` leaves out {number}: {known}{more}",
        "`{word}` bij `exclude` laat er {number} weg: {known}{more}",
    ),
    "exclude-nothing": (
        "`{word}` under `exclude` fits no file; correct it or take it out",
        "`{word}` bij `exclude` past op geen enkel bestand; verbeter het of haal het weg",
    ),
    "no-workspace": (
        "`{word}` holds no workspace sections ({sections}); give a file or folder that does",
        "`{word}` bevat geen onderdelen van een werkmap ({sections}); geef een bestand of map die er wel heeft",
    ),
    "not-a-workspace-file": (
        "this file holds none of the sections {sections}; move it out of the folder or name it under `exclude` in gbo-policy.toml",
        "dit bestand bevat geen van de onderdelen {sections}; haal het uit de map of zet het bij `exclude` in gbo-policy.toml",
    ),
    "not-a-mapping": (
        "expected keys with values here, found {found}; write `section:` with its contents below",
        "hier worden sleutels met waarden verwacht, geen {found}; schrijf `onderdeel:` met de inhoud eronder",
    ),
    # shapes
    "unknown-key": (
        "unknown key `{word}`; remove it or use one of: {known}",
        "onbekende sleutel `{word}`; verwijder hem of gebruik een van: {known}",
    ),
    "missing-key": ("`{word}` is missing; add it", "`{word}` ontbreekt; vul het aan"),
    "wrong-type": (
        "`{word}` is not {expected}; write {expected}",
        "`{word}` is geen {expected}; schrijf {expected}",
    ),
    "unknown-word": (
        "`{word}` is not known here; use one of: {known}",
        "`{word}` is hier niet bekend; gebruik een van: {known}",
    ),
    "unknown-purpose": (
        '`{word}` is not a purpose of the vocabulary; use one of: {known}, or `{{other: "…"}}`',
        '`{word}` is geen doeleinde uit de woordenlijst; gebruik een van: {known}, of `{{other: "…"}}`',
    ),
    "unknown-category": (
        '`{word}` is not a category of the vocabulary; use one of: {known}, or `{{other: "…"}}`',
        '`{word}` is geen categorie uit de woordenlijst; gebruik een van: {known}, of `{{other: "…"}}`',
    ),
    "unknown-basis": (
        "`{word}` is not a legal basis; use `gdpr-6-1-a` to `f` or `gdpr-9-2-a` to `j`",
        "`{word}` is geen rechtsgrond; gebruik `gdpr-6-1-a` tot `f` of `gdpr-9-2-a` tot `j`",
    ),
    "unknown-country": (
        "`{word}` is not a country; use a two-letter ISO 3166-1 code, `EU` or `EEA`",
        "`{word}` is geen land; gebruik een tweeletterige ISO 3166-1-code, `EU` of `EEA`",
    ),
    "bad-date": (
        "`{word}` is not a date; write it as 2026-03-01",
        "`{word}` is geen datum; schrijf 2026-03-01",
    ),
    "bad-moment": (
        "`{word}` is not a moment; write it as 2026-03-01T14:30 or with an offset",
        "`{word}` is geen tijdstip; schrijf 2026-03-01T14:30, eventueel met een tijdzone",
    ),
    "no-such-time": (
        "`{word}` does not exist in Brussels, where the clock skips that hour; write the right hour or an offset",
        "`{word}` bestaat niet in Brussel, waar de klok dat uur overslaat; schrijf het juiste uur of een tijdzone",
    ),
    "bad-email": (
        "`{word}` is not an e-mail address; write it as name@domain",
        "`{word}` is geen e-mailadres; schrijf naam@domein",
    ),
    "bad-url": (
        "`{word}` is not a web address; write it with https:// in front",
        "`{word}` is geen webadres; schrijf het met https:// ervoor",
    ),
    "bad-number": (
        "`{word}` is not written as an enterprise number; write 0123.456.789 or ten digits",
        "`{word}` is niet geschreven als een ondernemingsnummer; schrijf 0123.456.789 of tien cijfers",
    ),
    "bad-slug": (
        "`{word}` is not a short name; use letters, digits, `-`, `_` and `.`",
        "`{word}` is geen korte naam; gebruik letters, cijfers, `-`, `_` en `.`",
    ),
    "bad-article": (
        "`{word}` is not one of the GDPR's articles 32 to 36; write one of them",
        "`{word}` is geen van de artikelen 32 tot 36 AVG; schrijf er een van",
    ),
    # sections and references
    "no-agreement": (
        "there is no section `agreement`; add the agreement that these declarations fall under",
        "er is geen onderdeel `agreement`; voeg de overeenkomst toe waaronder deze aangiften vallen",
    ),
    "second-agreement": (
        "a second `agreement`; the first is in {first}; one workspace holds one",
        "een tweede `agreement`; de eerste staat in {first}; een werkmap bevat er één",
    ),
    "duplicate-id": (
        "the id `{word}` is already used in {first}; give each its own",
        "de id `{word}` is al gebruikt in {first}; geef elk een eigen id",
    ),
    "dangling": (
        "`{word}` is not a {what} of this workspace; use one of: {known}",
        "`{word}` is geen {what} van deze werkmap; gebruik een van: {known}",
    ),
    "foreign-field": (
        "`{word}` does not belong to a recipient of kind `{kind}`; remove it or change the kind",
        "`{word}` hoort niet bij een ontvanger van de soort `{kind}`; verwijder het of wijzig de soort",
    ),
    "one-subject": (
        "a subject is one of `flow`, `party`, `processor`, `event` (or `flow` with `recipient`); write just one",
        "een onderwerp is één van `flow`, `party`, `processor`, `event` (of `flow` met `recipient`); schrijf er één",
    ),
    "null-subject": (
        "`{word}` is empty, so it says nothing of what this is about; write its id",
        "`{word}` is leeg en zegt dus niet waar dit over gaat; schrijf de id",
    ),
    "wrong-subject": (
        "the term `{word}` is not about this kind of subject; it is about: {known}",
        "de term `{word}` gaat niet over dit soort onderwerp; hij gaat over: {known}",
    ),
    "dates-reversed": (
        "`{later}` ({second}) lies before `{earlier}` ({first}); correct one of the two",
        "`{later}` ({second}) ligt voor `{earlier}` ({first}); verbeter een van beide",
    ),
    "same-party": (
        "`{word}` stands on both sides; name two different core actors",
        "`{word}` staat aan beide kanten; noem twee verschillende kernactoren",
    ),
    "twice": ("`{word}` is named twice; keep one", "`{word}` is tweemaal genoemd; behoud er één"),
    "unknown-clause": (
        "`{word}` is neither a clause of the agreement nor the id of an event; write one, such as 13.5",
        "`{word}` is geen clausule van de overeenkomst en geen id van een gebeurtenis; schrijf er een, zoals 13.5",
    ),
    "slip-9-1-g": (
        "`gdpr-9-1-g` is a slip of the model text and is read as `gdpr-9-2-g`; correct it",
        "`gdpr-9-1-g` is een vergissing van de modeltekst en wordt gelezen als `gdpr-9-2-g`; verbeter het",
    ),
    # settings and options
    "bad-settings": (
        "the settings file is not well-formed TOML ({what}); correct it",
        "het instellingenbestand is geen geldige TOML ({what}); verbeter het",
    ),
    "unknown-setting": (
        "unknown setting `{word}`; remove it or use one of: {known}",
        "onbekende instelling `{word}`; verwijder ze of gebruik een van: {known}",
    ),
    "bad-setting": (
        "`{word}` is not a value for `{setting}`; write {expected}",
        "`{word}` is geen waarde voor `{setting}`; schrijf {expected}",
    ),
    "norm-order": (
        "`{setting}`: expected ({expected}) is beyond outer ({outer}); make it the smaller",
        "`{setting}`: expected ({expected}) ligt boven outer ({outer}); maak het de kleinste",
    ),
    "unknown-rule": (
        "`{word}` is not a rule of this pack; use one of: {known}",
        "`{word}` is geen regel van dit pakket; gebruik een van: {known}",
    ),
    "unknown-flow": (
        "`{word}` is not a flow of this workspace; use one of: {known}",
        "`{word}` is geen gegevensstroom van deze werkmap; gebruik een van: {known}",
    ),
    "critical-ignored": (
        "`{word}` cannot be waived, so settings cannot leave it out; take it out of `ignore` (on the command line it can be left out, and the answer says so)",
        "van `{word}` kan niet afgeweken worden, dus instellingen kunnen het niet weglaten; haal het uit `ignore` (op de opdrachtregel kan het, en dan zegt het antwoord dat)",
    ),
    "critical-unselected": (
        "`select` in settings leaves out {number} that cannot be waived: {known}; add them, or select on the command line",
        "`select` in de instellingen laat er {number} weg waarvan niet afgeweken kan worden: {known}; voeg ze toe, of kies op de opdrachtregel",
    ),
    "rules-left-out": (
        "left out by `select` and `ignore`: {number} of the {all} rules, {critical} of them critical: {known}",
        "weggelaten door `select` en `ignore`: {number} van de {all} regels, waarvan {critical} kritiek: {known}",
    ),
    "nothing-applied": (
        "no rule that was selected applied to anything here, so nothing was judged; check the declarations, `select` and the as-of date",
        "geen enkele gekozen regel was hier van toepassing, dus is er niets beoordeeld; kijk de aangiften, `select` en de peildatum na",
    ),
    "nothing-selected": (
        "no rule is left after `select` and `ignore`; select at least one",
        "er blijft geen regel over na `select` en `ignore`; kies er minstens één",
    ),
    "cannot-write": (
        "`{word}` cannot be written ({what}); choose another place",
        "`{word}` kan niet geschreven worden ({what}); kies een andere plaats",
    ),
    "moment-or-period": (
        "`--as-of` is a moment, `--from` and `--to` make a period; give one of the two",
        "`--as-of` is een tijdstip, `--from` en `--to` maken een periode; geef een van beide",
    ),
    "needs-output": (
        "`{word}` is not for a screen; name a file with `--output`",
        "`{word}` is niet voor een scherm; noem een bestand met `--output`",
    ),
    "output-without-format": (
        "each `--output` belongs to the `--format` just before it; give one for each",
        "elke `--output` hoort bij de `--format` er net voor; geef er één voor elk",
    ),
    "one-on-stdout": (
        "only one of {known} can go to standard output; give the others an `--output`",
        "slechts één van {known} kan naar de standaarduitvoer; geef de andere een `--output`",
    ),
    "output-twice": (
        "`{word}` is the output of two formats; give each its own",
        "`{word}` is de uitvoer van twee formaten; geef elk een eigen bestand",
    ),
    "not-a-receipt": (
        "`{word}` does not say who and when; write PARTY=2026-03-01",
        "`{word}` zegt niet wie en wanneer; schrijf PARTIJ=2026-03-01",
    ),
    "needs-extra": (
        "`{word}` needs the extra `{extra}`; install gbo-policy[{extra}]",
        "`{word}` heeft de extra `{extra}` nodig; installeer gbo-policy[{extra}]",
    ),
    # baselines, revisions, starters
    "baseline-fixed": (
        "{word} of {about} is no longer found; `gbo-policy baseline write --shrink` takes it out of the baseline",
        "{word} over {about} wordt niet meer vastgesteld; `gbo-policy baseline write --shrink` haalt het uit de nulmeting",
    ),
    "baseline-outgrown": (
        "{word} of {about} rests on more than when the baseline was written, so it counts",
        "{word} over {about} steunt op meer dan toen de nulmeting geschreven werd, en telt dus mee",
    ),
    "baseline-exists": (
        "`{word}` exists already; `--shrink` takes out what is fixed, `--force` writes it anew",
        "`{word}` bestaat al; `--shrink` haalt eruit wat hersteld is, `--force` schrijft het opnieuw",
    ),
    "baseline-expiry": (
        "`{word}` does not lie after the as-of date {day}; choose a later day",
        "`{word}` ligt niet na de peildatum {day}; kies een latere dag",
    ),
    "baseline-option": ("`{word}` is missing; give it", "`{word}` ontbreekt; geef het op"),
    "no-git": (
        "git is not installed; install it or leave `--changed-since` out",
        "git is niet geïnstalleerd; installeer het of laat `--changed-since` weg",
    ),
    "unknown-revision": (
        "`{word}` is not a revision of the git repository here{what}; fetch it (a CI checkout needs its history) or name another",
        "`{word}` is geen revisie van de git-repository hier{what}; haal ze op (een checkout in CI heeft de geschiedenis nodig) of noem een andere",
    ),
    "revision-damaged": (
        "`{word}` cannot be read whole from this git repository ({what}), and nothing is fetched; fetch it first (`git fetch --refetch`)",
        "`{word}` is niet volledig te lezen uit deze git-repository ({what}), en er wordt niets opgehaald; haal ze eerst op (`git fetch --refetch`)",
    ),
    "outside-repository": (
        "`{word}` lies outside the git repository {top}; give a path inside it",
        "`{word}` ligt buiten de git-repository {top}; geef een pad erbinnen",
    ),
    "revision-unusable": (
        "the declarations at `{word}` cannot be judged, so every finding counts as new: {what}",
        "de aangiften op `{word}` kunnen niet beoordeeld worden, dus telt elke bevinding als nieuw: {what}",
    ),
    "already-there": (
        "`{word}` exists already and is left as it is, so nothing was written; choose another folder or move it",
        "`{word}` bestaat al en blijft zoals het is; er is dus niets geschreven; kies een andere map of verplaats het",
    ),
    "needs-yes": (
        "there is no terminal to ask questions on; give `--yes` to leave the names out",
        "er is geen terminal om vragen te stellen; geef `--yes` om de namen weg te laten",
    ),
    # logs of exchanges
    "not-a-log": (
        "`{word}` is not a log that is read here; give files that end in {known}, or move it out of the folder",
        "`{word}` is geen log die hier gelezen wordt; geef bestanden die eindigen op {known}, of haal het uit de map",
    ),
    "no-logs": (
        "`{word}` holds no logs; give files that end in {known}",
        "`{word}` bevat geen logs; geef bestanden die eindigen op {known}",
    ),
    "log-empty": (
        "this log holds no exchanges; give one that does",
        "deze log bevat geen uitwisselingen; geef er een die er wel heeft",
    ),
    "log-all-bad": (
        "not one of the {word} rows of this log can be judged; mend them",
        "geen van de {word} rijen van deze log is te beoordelen; verbeter ze",
    ),
    "damaged-log": (
        "`{word}` cannot be read as Parquet ({what}); it may be cut short: fetch it anew",
        "`{word}` is niet te lezen als Parquet ({what}); misschien is het afgebroken: haal het opnieuw op",
    ),
    "log-column-missing": (
        "there is no column `{word}`, and every log needs it; the columns are: {known}",
        "er is geen kolom `{word}`, en elke log heeft die nodig; de kolommen zijn: {known}",
    ),
    "log-column-twice": (
        "the column `{word}` is there twice; keep one",
        "de kolom `{word}` staat er tweemaal; behoud er één",
    ),
    "log-column-type": (
        "the column `{word}` is of type {found} and not {expected}; write it as {expected}",
        "de kolom `{word}` is van het type {found} en geen {expected}; schrijf ze als {expected}",
    ),
    "log-column-unread": ("the column `{word}` is not read", "de kolom `{word}` wordt niet gelezen"),
    "log-columns-differ": (
        "this file has no column `{word}`, which {first} has; its exchanges are judged without it",
        "dit bestand heeft geen kolom `{word}`, en {first} wel; de uitwisselingen worden zonder die kolom beoordeeld",
    ),
    "log-hidden": (
        "`{word}` was passed over, since its name or folder begins as what engines leave beside their data; rename it if it is a log",
        "`{word}` is overgeslagen, omdat de naam of de map begint zoals wat engines naast hun gegevens achterlaten; hernoem het als het een log is",
    ),
    "log-partition": (
        "the folder gives the column `{word}` for this file, and folders are not read as columns; write it in the file",
        "de map geeft de kolom `{word}` voor dit bestand, en mappen worden niet als kolommen gelezen; schrijf ze in het bestand",
    ),
    "log-line-ends": (
        "the lines of this file end in a way that is not read; save it with line ends of Windows or Linux",
        "de regels van dit bestand eindigen op een manier die niet gelezen wordt; bewaar het met regeleinden van Windows of Linux",
    ),
    "log-rows-lost": (
        "{word} of the {known} rows of the log were accounted for, so nothing is answered; check that no file was changed meanwhile",
        "{word} van de {known} rijen van de log zijn verantwoord, dus er komt geen antwoord; kijk na of er intussen geen bestand gewijzigd is",
    ),
    "log-same": (
        "this file holds the same as {first}; its exchanges are counted twice",
        "dit bestand bevat hetzelfde als {first}; de uitwisselingen zijn dubbel geteld",
    ),
    "output-is-input": (
        "`{word}` is read as {known}, and would be written over; choose another file",
        "`{word}` wordt gelezen als {known}, en zou overschreven worden; kies een ander bestand",
    ),
    "output-among-logs": (
        "`{word}` would lie among the logs and be read as one the next time; choose another folder",
        "`{word}` zou tussen de logs liggen en de volgende keer als log gelezen worden; kies een andere map",
    ),
    "select-not-exchanges": (
        "`{word}` selects no rule on exchanges, so there would be nothing to judge by; the rules on exchanges are: {known}",
        "`{word}` kiest geen regel over uitwisselingen, dus valt er nergens mee te oordelen; de regels over uitwisselingen zijn: {known}",
    ),
    "log-no-id": (
        "there is no `id`; give each exchange one",
        "er is geen `id`; geef elke uitwisseling er een",
    ),
    "log-no-at": (
        "there is no `at`; say when the exchange took place",
        "er is geen `at`; zeg wanneer de uitwisseling plaatsvond",
    ),
    "log-year": (
        "`{word}` lies outside the years that can be judged; correct it",
        "`{word}` ligt buiten de jaren die te beoordelen zijn; verbeter het",
    ),
    "log-value": (
        "`{word}` in `{column}` is not {expected}; correct it where the log is made",
        "`{word}` in `{column}` is geen {expected}; verbeter het waar de log gemaakt wordt",
    ),
    "log-fields": (
        "the row has {word} values and not {known}; look for a missing or stray separator",
        "de rij heeft {word} waarden en geen {known}; zoek een ontbrekend of overtollig scheidingsteken",
    ),
    "log-quote": (
        "a quotation mark is opened and not closed, or stands where it cannot; close or double it",
        "een aanhalingsteken is geopend en niet gesloten, of staat waar het niet kan; sluit of verdubbel het",
    ),
    "log-json": (
        "the line is not a JSON object; write one object a line",
        "de regel is geen JSON-object; schrijf één object per regel",
    ),
    "not-text-row": (
        "the row is not UTF-8 text; save the log as UTF-8",
        "de rij is geen tekst in UTF-8; bewaar de log als UTF-8",
    ),
    "offenders-suffix": (
        "`{word}` is not a kind of file for offenders; end it in {known}",
        "`{word}` is geen soort bestand voor overtreders; laat het eindigen op {known}",
    ),
    "extra-missing": (
        "`{word}` is not installed; install gbo-policy with the extra `{known}`",
        "`{word}` is niet geïnstalleerd; installeer gbo-policy met de extra `{known}`",
    ),
    "bad-memory": (
        "`{word}` is not an amount of memory; write it as 1GB or 500MB",
        "`{word}` is geen hoeveelheid geheugen; schrijf 1GB of 500MB",
    ),
    "log-engine": (
        "the log cannot be read to its end ({what}); fetch a damaged file anew, or give more `--memory` if that is what is short",
        "de log is niet tot het einde te lezen ({what}); haal een beschadigd bestand opnieuw op, of geef meer `--memory` als het daaraan ligt",
    ),
    "spark-failed": (
        "Spark cannot be started ({what}); install Java 17 or newer, or correct `--spark-master`",
        "Spark start niet ({what}); installeer Java 17 of nieuwer, of verbeter `--spark-master`",
    ),
    # rule packs
    "pack-file-missing": (
        "`{word}` is missing from the pack; add it",
        "`{word}` ontbreekt in het pakket; voeg het toe",
    ),
    "rule-second": (
        "a rule file holds one rule; move this one to a file of its own",
        "een regelbestand bevat één regel; zet deze in een eigen bestand",
    ),
    "rule-expression": ("`{word}`: {what}", "`{word}`: {what}"),
    "rule-placeholder": (
        "`{word}` is not a fact of `{kind}`; use one of: {known}",
        "`{word}` is geen feit van `{kind}`; gebruik een van: {known}",
    ),
    "rule-review-message": (
        "`review` and `review_message` belong together; give both or none",
        "`review` en `review_message` horen samen; geef beide of geen",
    ),
    "rule-waivable": (
        "a critical rule cannot be waived; write `waivable: false`",
        "van een kritieke regel kan niet afgeweken worden; schrijf `waivable: false`",
    ),
    "rule-against": (
        "`{word}` is not a fact of `{kind}` that names core actors; use one of: {known}",
        "`{word}` is geen feit van `{kind}` dat kernactoren noemt; gebruik een van: {known}",
    ),
    "reading-rule": (
        "the term `reading` is about one rule; name it under `rule`",
        "de term `reading` slaat op één regel; noem die onder `rule`",
    ),
    "rule-not-here": (
        "`rule` belongs to the term `reading`, not to `{word}`; leave it out here",
        "`rule` hoort bij de term `reading`, niet bij `{word}`; laat het hier weg",
    ),
    "unread-rule": (
        "assessment of the reading of rule `{word}`: there is no such rule, so it settles nothing",
        "beoordeling van de lezing van regel `{word}`: die regel bestaat niet, dus beslecht ze niets",
    ),
    "rule-sanction": (
        "`sanction` needs a party that it is `against`; name one, or write `sanction: null`",
        "`sanction` vraagt een partij onder `against`; noem er een, of schrijf `sanction: null`",
    ),
    "rule-test-fact": (
        "`{word}` is not {expected}; write {expected} for this fact",
        "`{word}` is geen {expected}; schrijf {expected} voor dit feit",
    ),
    "empty-pack": (
        "`{word}` holds no rules; give a folder with rule files",
        "`{word}` bevat geen regels; geef een map met regelbestanden",
    ),
    "pack-unchecked": (
        "clause `{word}` has a sentence with neither rules nor a reason; give one of them",
        "clausule `{word}` heeft een zin zonder regels en zonder reden; geef een van beide",
    ),
    # dossiers and keys
    "not-a-zip": (
        "this is not a ZIP file that can be read; give a dossier made by `gbo-policy dossier`",
        "dit is geen leesbaar ZIP-bestand; geef een dossier dat `gbo-policy dossier` gemaakt heeft",
    ),
    "not-a-dossier": (
        "this archive has no manifest.json; give a dossier made by `gbo-policy dossier`",
        "dit archief heeft geen manifest.json; geef een dossier dat `gbo-policy dossier` gemaakt heeft",
    ),
    "archive-name": (
        "`{word}` is not a plain name inside the archive; a dossier names its files by relative paths with `/`",
        "`{word}` is geen gewone naam binnen het archief; een dossier noemt zijn bestanden met relatieve paden met `/`",
    ),
    "archive-link": (
        "`{word}` is a link or a device; a dossier holds plain files only",
        "`{word}` is een koppeling of een apparaat; een dossier bevat enkel gewone bestanden",
    ),
    "archive-twice": (
        "`{word}` is there twice; a dossier holds every file once",
        "`{word}` staat er tweemaal; een dossier bevat elk bestand één keer",
    ),
    "archive-encrypted": (
        "`{word}` is encrypted; a dossier is not",
        "`{word}` is versleuteld; een dossier is dat niet",
    ),
    "archive-packed": (
        "`{word}` is compressed; a dossier stores its files as they are, and unpacking this could fill the disk",
        "`{word}` is gecomprimeerd; een dossier bewaart zijn bestanden zoals ze zijn, en dit uitpakken zou de schijf kunnen vullen",
    ),
    "archive-odd": (
        "`{word}` claims to be larger than the archive itself, or is in a variant of ZIP that a dossier does not use",
        "`{word}` zou groter zijn dan het archief zelf, of staat in een variant van ZIP die een dossier niet gebruikt",
    ),
    "archive-many": (
        "more than {most} files; a dossier holds at most that many",
        "meer dan {most} bestanden; een dossier bevat er hoogstens zoveel",
    ),
    "archive-large": (
        "{size} MB; a dossier is at most {most} MB",
        "{size} MB; een dossier is hoogstens {most} MB",
    ),
    "dossier-settings": (
        "the dossier's settings.json is not as it should be ({what})",
        "settings.json van het dossier is niet zoals het hoort ({what})",
    ),
    "dossier-changed": (
        "this dossier is not as it was made; run `gbo-policy verify` on it",
        "dit dossier is niet zoals het gemaakt is; voer er `gbo-policy verify` op uit",
    ),
    "sign-extra": (
        "signatures need an extra; install it with `pip install 'gbo-policy[sign]'`",
        "handtekeningen vragen een extra; installeer ze met `pip install 'gbo-policy[sign]'`",
    ),
    "key-exists": (
        "`{word}` is already there and is never overwritten; choose another folder",
        "`{word}` bestaat al en wordt nooit overschreven; kies een andere map",
    ),
    "key-open": (
        "others can read this private key; run `chmod 600` on it, or make a new one with `gbo-policy keys new`",
        "anderen kunnen deze private sleutel lezen; voer er `chmod 600` op uit, of maak een nieuwe met `gbo-policy keys new`",
    ),
    "key-passphrase": (
        "the passphrase is not right; try again, or look at GBO_POLICY_PASSPHRASE",
        "de wachtwoordzin klopt niet; probeer opnieuw, of kijk GBO_POLICY_PASSPHRASE na",
    ),
    "key-private": (
        "this is not an Ed25519 private key in PEM; make one with `gbo-policy keys new`",
        "dit is geen private Ed25519-sleutel in PEM; maak er een met `gbo-policy keys new`",
    ),
    "key-public": (
        "this is not an Ed25519 public key in PEM; give the public file that `gbo-policy keys new` wrote",
        "dit is geen publieke Ed25519-sleutel in PEM; geef het publieke bestand dat `gbo-policy keys new` schreef",
    ),
    "compare-what": (
        "this is neither a dossier nor the answer of `gbo-policy check --format json`; give one of these",
        "dit is geen dossier en geen antwoord van `gbo-policy check --format json`; geef een van beide",
    ),
    # what verifying a dossier tells
    "verify-more": ("and {more} more", "en nog {more}"),
    "verify-damaged": (
        "`{word}` cannot be read: its bytes or its name were changed",
        "`{word}` is niet te lezen: de bytes of de naam zijn gewijzigd",
    ),
    "verify-form": (
        "byte for byte the archive that this program writes for these files",
        "byte voor byte het archief dat dit programma voor deze bestanden schrijft",
    ),
    "verify-form-not": (
        "bytes outside the files were changed, added or removed",
        "bytes buiten de bestanden zijn gewijzigd, toegevoegd of verwijderd",
    ),
    "verify-manifest-not": ("the manifest cannot be read", "het manifest is niet te lezen"),
    "verify-missing": ("`{word}` is missing", "`{word}` ontbreekt"),
    "verify-added": ("`{word}` is not in the manifest", "`{word}` staat niet in het manifest"),
    "verify-complete": (
        "all {number} files of the manifest are there, and no other",
        "alle {number} bestanden van het manifest zijn er, en geen ander",
    ),
    "verify-changed": ("`{word}` is not what the manifest says", "`{word}` is niet wat het manifest zegt"),
    "verify-sum-not": (
        "manifest.json is not the one of manifest.sha256",
        "manifest.json is niet dat van manifest.sha256",
    ),
    "verify-digests": (
        "every file has the size and the SHA-256 digest of the manifest",
        "elk bestand heeft de grootte en de SHA-256 van het manifest",
    ),
    "verify-unsigned": (
        "a key was given, but the dossier is not signed",
        "er is een sleutel gegeven, maar het dossier is niet ondertekend",
    ),
    "verify-no-signature": (
        "the dossier is not signed: whoever can change a file can also write a new manifest",
        "het dossier is niet ondertekend: wie een bestand kan wijzigen, kan ook een nieuw manifest schrijven",
    ),
    "verify-half-signed": (
        "the manifest and the signature do not belong together: one of them speaks of a signer, the other does not",
        "manifest en handtekening horen niet samen: het ene noemt een ondertekenaar, het andere niet",
    ),
    "verify-sign-extra": (
        "the dossier is signed and the signature cannot be checked here; install `gbo-policy[sign]`",
        "het dossier is ondertekend en de handtekening is hier niet te controleren; installeer `gbo-policy[sign]`",
    ),
    "verify-other-key": (
        "signed with another key than the one given: {word}",
        "ondertekend met een andere sleutel dan de gegeven sleutel: {word}",
    ),
    "verify-bad-signature": (
        "the signature does not fit the manifest",
        "de handtekening past niet bij het manifest",
    ),
    "verify-signature": (
        "the manifest is signed with the given key {word}",
        "het manifest is ondertekend met de gegeven sleutel {word}",
    ),
    "verify-own-key": (
        "the signature fits the key that the dossier itself names, {word}; give --key to know whose it is",
        "de handtekening past bij de sleutel die het dossier zelf noemt, {word}; geef --key om te weten van wie die is",
    ),
    "verify-no-previous": ("the dossier names none before it", "het dossier noemt geen vorig dossier"),
    "verify-previous-not-given": (
        "the dossier follows the one as of {as_of} with manifest {word}; give it with --previous",
        "het dossier volgt op dat van {as_of} met manifest {word}; geef dat met --previous",
    ),
    "verify-not-chained": (
        "a previous dossier was given, but this one names none",
        "er is een vorig dossier gegeven, maar dit noemt er geen",
    ),
    "verify-other-previous": (
        "the dossier follows manifest {word}, not the one given: {found}",
        "het dossier volgt op manifest {word}, niet op het gegeven dossier: {found}",
    ),
    "verify-chain": (
        "the dossier follows the given one, as of {as_of}",
        "het dossier volgt op het gegeven dossier, van {as_of}",
    ),
    "verify-judgement": (
        "judged again from the contained declarations and rules: {number} results, every one the same ({what})",
        "opnieuw beoordeeld met de aangiften en regels erin: {number} resultaten, stuk voor stuk dezelfde ({what})",
    ),
    "verify-cannot-judge": (
        "the contents cannot be judged again ({what})",
        "de inhoud is niet opnieuw te beoordelen ({what})",
    ),
    "verify-no-results": (
        "`{word}` does not hold readable results, each once",
        "`{word}` bevat geen leesbare resultaten, elk één keer",
    ),
    "verify-other-verdict": (
        "{word}: recorded {expected}, judged again {found}",
        "{word}: vastgelegd {expected}, opnieuw beoordeeld {found}",
    ),
    "verify-other-result": (
        "{word}: the same verdict, but recorded otherwise: {parts}",
        "{word}: hetzelfde oordeel, maar anders vastgelegd: {parts}",
    ),
    "verify-other-part": (
        "{word} is recorded otherwise than judged again",
        "{word} is anders vastgelegd dan opnieuw beoordeeld",
    ),
    "verify-reports": (
        "all {number} result and report files and the manifest are what this version writes for these results",
        "alle {number} bestanden met resultaten en verslagen, en het manifest, zijn wat deze versie voor deze resultaten schrijft",
    ),
    "verify-reports-unjudged": (
        "nothing to hold the reports against, since judging again failed",
        "niets om de verslagen mee te vergelijken, want opnieuw beoordelen mislukte",
    ),
    "verify-reports-unsound": (
        "the dossier was changed, so there is no use in comparing reports",
        "het dossier is gewijzigd, dus verslagen vergelijken heeft geen zin",
    ),
    "verify-other-engine": (
        "made by version {word}; this is {own}, which may word reports differently",
        "gemaakt door versie {word}; dit is {own}, die verslagen anders kan verwoorden",
    ),
    "verify-other-report": (
        "`{word}` is not what follows from the contents",
        "`{word}` is niet wat uit de inhoud volgt",
    ),
    "verify-other-tools": (
        "made with other libraries, which may explain it: {word}",
        "gemaakt met andere bibliotheken, wat het kan verklaren: {word}",
    ),
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
    "a timestamp": ("a timestamp (such as 2026-03-01T09:30)", "tijdstip (zoals 2026-03-01T09:30)"),
    "a list of text": ("a list of text", "lijst van woorden"),
    "party": ("core actor", "kernactor"),
    "processor": ("processor", "verwerker"),
    "flow": ("flow", "gegevensstroom"),
    "event": ("event", "gebeurtenis"),
    "recipient": ("recipient", "ontvanger"),
}


# what steers a terminal or turns the direction of text: a declaration could make a reader see what is not there
_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Give a user's text as one line for a screen, with a mark in place of every character that would steer it."""
    return text if text.isprintable() else _STEERING.sub("\ufffd", " ".join(text.splitlines()))


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

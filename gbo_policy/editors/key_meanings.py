"""What every key of a workspace and of a rule file means, in English and Dutch: for the schema, and whoever else explains keys."""

from __future__ import annotations

from pydantic import BaseModel

KEYS: dict[str, tuple[str, str]] = {
    "Workspace.agreement": (
        "the agreement: its parties, processors and formalities; one a workspace",
        "de overeenkomst: partijen, verwerkers en formaliteiten; één per werkmap",
    ),
    "Workspace.flows": ("declared exchanges of personal data", "aangegeven gegevensstromen"),
    "Workspace.events": ("the register of what happened", "het register van wat er gebeurd is"),
    "Workspace.assessments": (
        "human judgements on the agreement's open terms",
        "menselijke beoordelingen van de open begrippen van de overeenkomst",
    ),
    "Workspace.waivers": (
        "decisions to live with a finding until a date",
        "beslissingen om een bevinding tot een datum te dulden",
    ),
    # agreement
    "Agreement.id": ("short name of the agreement", "korte naam van de overeenkomst"),
    "Agreement.title": ("title for reports", "titel voor verslagen"),
    "Agreement.parties": ("the core actors (P1)", "de kernactoren (P1)"),
    "Agreement.dpo_advice": (
        "advice of the CAW's DPO on the draft, or none (P4)",
        "advies van de functionaris van het CAW over het ontwerp, of none (P4)",
    ),
    "Agreement.publication": (
        "publication on the CAW's website, or none (P3)",
        "bekendmaking op de website van het CAW, of none (P3)",
    ),
    "Agreement.signatures": ("who signed, and when (14.1)", "wie tekende, en wanneer (14.1)"),
    "Agreement.specific_measures": (
        "measures agreed under article 11, or none",
        "maatregelen afgesproken onder artikel 11, of none",
    ),
    "Agreement.processors": (
        "processors of the core actors (7.3); [] for none",
        "verwerkers van de kernactoren (7.3); [] als er geen zijn",
    ),
    "Advice.by": ("the core actor whose DPO gave it", "de kernactor wiens functionaris het gaf"),
    "Advice.given_on": ("date of the advice", "datum van het advies"),
    "Publication.by": ("the core actor that published it", "de kernactor die ze bekendmaakte"),
    "Publication.url": ("where it can be read", "waar ze te lezen is"),
    "Publication.published_on": ("date of publication", "datum van bekendmaking"),
    "Signature.party": ("the core actor that signed", "de kernactor die tekende"),
    "Signature.signed_on": ("date of the signature", "datum van de handtekening"),
    "Signature.by": ("who signed for it, with function", "wie ervoor tekende, met functie"),
    "Measures.channels": ("channels that may be used (11)", "kanalen die gebruikt mogen worden (11)"),
    "Measures.formats": ("formats that may be used (11)", "formaten die gebruikt mogen worden (11)"),
    "Measures.notes": ("other measures agreed", "andere afgesproken maatregelen"),
    # party
    "Party.id": (
        "short name, used wherever a party is meant",
        "korte naam, overal gebruikt waar deze partij bedoeld is",
    ),
    "Party.role": ("CAW, OCMW or DMW (P1)", "CAW, OCMW of DMW (P1)"),
    "Party.name": ("full name (P1)", "volledige naam (P1)"),
    "Party.registered_office": ("registered office (P1)", "maatschappelijke zetel (P1)"),
    "Party.enterprise_number": (
        "enterprise number of ten digits, dots optional (P1)",
        "ondernemingsnummer van tien cijfers, punten mogen (P1)",
    ),
    "Party.website": ("website", "website"),
    "Party.controller": (
        "separate or joint controller (1.2)",
        "afzonderlijke (separate) of gezamenlijke (joint) verwerkingsverantwoordelijke (1.2)",
    ),
    "Party.dpo": (
        "data protection officer, or none (2)",
        "functionaris voor gegevensbescherming, of none (2)",
    ),
    "Party.supervisory_authority": (
        "authority that supervises it (15.2)",
        "autoriteit die toezicht houdt (15.2)",
    ),
    "Party.collection": (
        "why and on what ground it first collects data (3.1, 6.1)",
        "waarom en op welke grond het oorspronkelijk inzamelt (3.1, 6.1)",
    ),
    "Party.security": ("security measures (7.1)", "beveiligingsmaatregelen (7.1)"),
    "Party.informs_clients": (
        "how it informs clients of their rights, or none (12)",
        "hoe het cliënten over hun rechten informeert, of none (12)",
    ),
    "Party.flow_down": (
        "its duties bind those under its authority (13.2)",
        "de plichten gelden ook voor wie onder zijn gezag werkt (13.2)",
    ),
    "Party.confidentiality": (
        "what binds its staff to confidentiality, or none (13.3)",
        "wat zijn personeel tot vertrouwelijkheid bindt, of none (13.3)",
    ),
    "Dpo.name": ("name of the DPO", "naam van de functionaris"),
    "Dpo.email": ("e-mail address of the DPO", "e-mailadres van de functionaris"),
    "Collection.purpose": ("purpose of the collection (3.1)", "doel van de inzameling (3.1)"),
    "Collection.legal_basis": (
        "legal bases of the collection (6.1)",
        "rechtsgronden van de inzameling (6.1)",
    ),
    "Collection.provisions": (
        "provisions of law it collects under (3.1)",
        "wetsbepalingen waarop de inzameling steunt (3.1)",
    ),
    "Security.measures": (
        "measures in force; [] for none (7.1)",
        "geldende maatregelen; [] als er geen zijn (7.1)",
    ),
    "Security.reviewed_on": ("date of the last review", "datum van de laatste herziening"),
    "Informs.notice": ("how clients are informed (12)", "hoe cliënten geïnformeerd worden (12)"),
    "Informs.since": ("since when", "sinds wanneer"),
    # processor
    "Processor.id": ("short name of the processor", "korte naam van de verwerker"),
    "Processor.name": ("full name", "volledige naam"),
    "Processor.used_by": ("core actors that use it", "kernactoren die er een beroep op doen"),
    "Processor.countries": (
        "where it keeps the data and from where it reaches them (5.2)",
        "waar hij de gegevens bewaart en vanwaar hij ze inkijkt (5.2)",
    ),
    "Processor.sufficient_guarantees": (
        "it offers sufficient guarantees (7.3)",
        "hij biedt afdoende garanties (7.3)",
    ),
    "Processor.agreement_signed_on": (
        "date of the processing agreement (GDPR art. 28), or none (7.3)",
        "datum van de verwerkersovereenkomst (art. 28 AVG), of none (7.3)",
    ),
    "Processor.agreement_ends_on": (
        "last day of that agreement; none for open-ended",
        "laatste dag van die overeenkomst; none voor onbepaalde duur",
    ),
    "Processor.listed_with": (
        "core actors that have the overview naming it (7.3)",
        "kernactoren die het overzicht met deze verwerker hebben (7.3)",
    ),
    "Listed.party": ("the core actor", "de kernactor"),
    "Listed.on": ("when it received the overview", "wanneer het overzicht toekwam"),
    "Places.storage": ("countries where the data are kept", "landen waar de gegevens bewaard worden"),
    "Places.access": (
        "countries from where they can be reached, remote support included",
        "landen vanwaar ze in te kijken zijn, ook bij ondersteuning op afstand",
    ),
    # flow
    "Flow.id": ("short name of the flow", "korte naam van de gegevensstroom"),
    "Flow.title": ("title for reports", "titel voor verslagen"),
    "Flow.status": (
        "proposed, or active (the default)",
        "voorgenomen (proposed) of lopend (active, de standaard)",
    ),
    "Flow.sender": ("the core actor that sends", "de kernactor die meedeelt"),
    "Flow.recipients": ("to whom (5)", "aan wie (5)"),
    "Flow.purposes": (
        "what it is for: the nine objectives of 3.2 (3.3)",
        "waarvoor: de negen doelstellingen van 3.2 (3.3)",
    ),
    "Flow.data": ("categories of data sent (4)", "categorieën van gegevens (4)"),
    "Flow.legal_basis": ("legal bases of the communication (6.2)", "rechtsgronden van de mededeling (6.2)"),
    "Flow.locations": (
        "where the data are kept and reached, besides a processor's places (5.2)",
        "waar de gegevens bewaard en ingekeken worden, naast de plaatsen van een verwerker (5.2)",
    ),
    "Flow.legal_obligation": (
        "provision of law that obliges the sender, or none (5.2)",
        "wetsbepaling die de afzender verplicht, of none (5.2)",
    ),
    "Flow.channel": ("how it is sent (11)", "het kanaal (11)"),
    "Flow.format": ("in what format (11)", "het formaat (11)"),
    "Flow.starts_on": ("first day (14.1)", "eerste dag (14.1)"),
    "Flow.ends_on": (
        "last day; none or absent for open-ended (8)",
        "laatste dag; none of weggelaten voor onbepaalde duur (8)",
    ),
    "Recipient.kind": (
        "kind of recipient; decides which other keys may be given",
        "soort ontvanger; bepaalt welke andere sleutels mogen",
    ),
    "Recipient.party": (
        "staff: the core actor they work for (5.1)",
        "personeel: de kernactor waarvoor het werkt (5.1)",
    ),
    "Recipient.function": ("staff: their function", "personeel: de functie"),
    "Recipient.need_to_know": (
        "staff: they need the data for their task (5.1)",
        "personeel: het heeft de gegevens nodig voor zijn taak (5.1)",
    ),
    "Recipient.processor": (
        "processor: its id in the agreement (7.3)",
        "verwerker: zijn id in de overeenkomst (7.3)",
    ),
    "Recipient.on_behalf_of": (
        "processor: the core actor it works for (7.3)",
        "verwerker: de kernactor waarvoor hij werkt (7.3)",
    ),
    "Recipient.name": (
        "third party or international organisation: its name (5.2)",
        "derde of internationale organisatie: de naam (5.2)",
    ),
    "Recipient.country": (
        "third party or international organisation: where it sits (5.2)",
        "derde of internationale organisatie: het land (5.2)",
    ),
    "Item.category": ("category of data (4)", "categorie van gegevens (4)"),
    "Item.subject": (
        "on whom: the client or a person involved in the help (4)",
        "over wie: de cliënt (client) of een betrokken persoon (involved-person) (4)",
    ),
    "Item.detail": ("which data precisely", "welke gegevens precies"),
    "Item.authentic_source": (
        "authentic source that it comes from (13.1)",
        "authentieke bron waaruit het komt (13.1)",
    ),
    "Item.authorisation": (
        "authorisation for that source, or none (13.1)",
        "machtiging voor die bron, of none (13.1)",
    ),
    "Obligation.provision": ("the provision", "de bepaling"),
    "Obligation.source": (
        "law of the Union or of a member state",
        "Unierecht (union) of recht van een lidstaat (member-state)",
    ),
    "Obligation.obliges": ("it obliges, rather than merely allows", "ze verplicht, en laat niet enkel toe"),
    "Obligation.notified": ("core actors told beforehand", "kernactoren die vooraf verwittigd zijn"),
    "Obligation.notice_forbidden_by": (
        "provision that forbids telling them, or none",
        "bepaling die de kennisgeving verbiedt, of none",
    ),
    "Notified.party": ("the core actor told", "de verwittigde kernactor"),
    "Notified.at": ("day or moment at which it was told", "dag of tijdstip van de kennisgeving"),
    # assessments and waivers
    "Assessment.term": ("the open term", "het open begrip"),
    "Assessment.subject": ("what it is about", "waarover het gaat"),
    "Assessment.outcome": (
        "met, not-met or contested",
        "voldaan (met), niet voldaan (not-met) of betwist (contested)",
    ),
    "Assessment.by": (
        "who judged; without it the assessment does not count",
        "wie oordeelde; zonder telt de beoordeling niet",
    ),
    "Assessment.role": ("that person's role", "de rol van die persoon"),
    "Assessment.on": (
        "date; without it the assessment does not count",
        "datum; zonder telt de beoordeling niet",
    ),
    "Assessment.reasons": ("reasons", "redenen"),
    "Assessment.evidence": ("documents it rests on", "stukken waarop ze steunt"),
    "Assessment.rule": ("for `reading`: which rule", "voor `reading`: welke regel"),
    "Assessment.review_by": ("last day on which it counts", "laatste dag waarop ze telt"),
    "AssessmentSubject.flow": ("id of a flow", "id van een gegevensstroom"),
    "AssessmentSubject.recipient": (
        "one recipient of that flow: its party, processor, name or index from 0",
        "één ontvanger van die stroom: partij, verwerker, naam of volgnummer vanaf 0",
    ),
    "AssessmentSubject.party": ("id of a core actor", "id van een kernactor"),
    "AssessmentSubject.processor": ("id of a processor", "id van een verwerker"),
    "AssessmentSubject.event": ("id of an event", "id van een gebeurtenis"),
    "AssessmentSubject.agreement": ("id of the agreement", "id van de overeenkomst"),
    "Waiver.rule": ("id of the rule", "id van de regel"),
    "Waiver.subject": ("what it is about", "waarover het gaat"),
    "Waiver.reason": ("why", "waarom"),
    "Waiver.approved_by": ("who decided", "wie besliste"),
    "Waiver.approved_on": ("first day on which it counts", "eerste dag waarop ze telt"),
    "Waiver.expires_on": ("last day on which it counts", "laatste dag waarop ze telt"),
    # a rule file
    "RuleFile.title": (
        "the rule as a statement of what is in order",
        "de regel, als zin over wat in orde is",
    ),
    "RuleFile.clause": ("clause of the agreement", "clausule van de overeenkomst"),
    "RuleFile.modality": (
        "what the clause is: an obligation, a prohibition …",
        "wat de clausule is: een verplichting, een verbod …",
    ),
    "RuleFile.for_each": (
        "kind of subject that it judges, one by one",
        "soort onderwerp dat ze beoordeelt, één voor één",
    ),
    "RuleFile.when": (
        "expression: whether it applies; absent: always",
        "uitdrukking: of ze van toepassing is; weggelaten: altijd",
    ),
    "RuleFile.require": (
        "expression: true is in order, false a violation, unknown a review",
        "uitdrukking: waar is in orde, onwaar een schending, onbekend te beoordelen",
    ),
    "RuleFile.review": (
        "expression: true asks for a human, where `require` holds",
        "uitdrukking: waar vraagt een mens, waar aan `require` voldaan is",
    ),
    "RuleFile.continuing": ("expression: whether it still goes on", "uitdrukking: of ze voortduurt"),
    "RuleFile.norm": ("house norm that it rests on", "huisnorm waarop ze steunt"),
    "RuleFile.severity": (
        "gravity of a violation; a critical rule cannot be waived",
        "ernst van een schending; van een kritieke regel kan niet afgeweken worden",
    ),
    "RuleFile.against": (
        "fact that names the core actor held to it, or null",
        "feit dat de aansprakelijke kernactor noemt, of null",
    ),
    "RuleFile.waivable": ("whether a waiver can cover it", "of een afwijking ze kan dekken"),
    "RuleFile.sanction": (
        "what the agreement lets the others do, or null",
        "wat de overeenkomst de anderen toelaat, of null",
    ),
    "RuleFile.message": (
        "sentence of a violation; {fact} is filled in",
        "zin bij een schending; {feit} wordt ingevuld",
    ),
    "RuleFile.review_message": (
        "sentence of a review that `review` asks for",
        "zin bij een beoordeling die `review` vraagt",
    ),
    "RuleFile.remedy": ("what would mend it", "wat het herstelt"),
    "RuleFile.cases": (
        "other words when a fact is among those that decided",
        "andere woorden als een feit mee de doorslag gaf",
    ),
    "RuleFile.references": ("law and other sources", "wetgeving en andere bronnen"),
    "RuleFile.tests": ("the rule's own tests", "de eigen tests van de regel"),
    "Both.en": ("in English", "in het Engels"),
    "Both.nl": ("in Dutch", "in het Nederlands"),
    "NormUse.parameter": ("name of the house norm", "naam van de huisnorm"),
    "NormUse.from": ("fact from which the clock runs", "feit vanaf wanneer de klok loopt"),
    "SanctionUse.clause": ("clause that gives the sanction", "clausule die de sanctie geeft"),
    "SanctionUse.via": ("clause through which it comes", "clausule via welke ze komt"),
    "SanctionUse.measures": ("suspension, cessation", "opschorting (suspension), stopzetting (cessation)"),
    "RuleCase.message": ("sentence of the violation", "zin bij de schending"),
    "RuleCase.remedy": ("what would mend it", "wat het herstelt"),
    "RuleTest.name": ("what is tested", "wat getest wordt"),
    "RuleTest.given": ("facts; all others are unknown", "feiten; alle andere zijn onbekend"),
    "RuleTest.expect": ("verdict expected", "verwacht oordeel"),
    "RuleTest.missing": ("facts that would settle a review", "feiten die een beoordeling zouden beslechten"),
    "RuleTest.assess": (
        "open terms that would settle a review",
        "open begrippen die een beoordeling zouden beslechten",
    ),
}


def described(model: type[BaseModel], key: str) -> str:
    """Give a key's description in both languages, from the model or one that it is made from. KeyError when there is none."""
    for one in model.__mro__:
        for name, said in getattr(one, "model_fields", {}).items():
            if (said.alias or name) == key and said.description is not None:
                return f"{said.description} — {said.json_schema_extra['nl']}"
        if (texts := KEYS.get(f"{one.__name__.lstrip('_')}.{key}")) is not None:
            return " — ".join(texts)
    raise KeyError(f"{model.__name__}.{key}")

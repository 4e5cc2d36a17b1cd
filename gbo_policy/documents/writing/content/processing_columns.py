"""The columns of the register of processing activities (GDPR 30): every concept of the Belgian authority's
model, filled from facts or blank.
"""

from __future__ import annotations

from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content import processing_facts as facts
from gbo_policy.documents.writing.content.processing_facts import Fill
from gbo_policy.documents.writing.content.processing_row import ProcessingRow
from gbo_policy.documents.writing.content.registers import FilledColumn, text_of


def _nothing(_: ProcessingRow) -> str:
    return ""  # the workspace has no key for it: a label of the flow or of the core actor may say it


def _column(
    key: str, title: str, told: str, fill: Fill = _nothing, *, required: bool = False, wide: bool = False
) -> FilledColumn[ProcessingRow]:
    """Make a column; what no fact fills, a label of the same name may."""
    return FilledColumn(key, title, told, lambda row: fill(row) or row.labelled(key), required, wide)


COLUMNS: tuple[FilledColumn[ProcessingRow], ...] = (
    _column(
        "processing",
        mark("Processing"),
        mark("Title and id of the flow."),
        lambda r: f"{r.flow.title} ({r.flow.id})" if r.flow.title else r.flow.id,
        wide=True,
    ),
    _column(
        "controller",
        mark("Controller"),
        mark("The core actor whose processing this row is."),
        lambda r: text_of(r.party.name) or r.party.id,
        required=True,
    ),
    _column(
        "controller-contact",
        mark("Controller's contact"),
        mark("Registered office and website."),
        lambda r: "; ".join(filter(None, (text_of(r.party.registered_office), text_of(r.party.website)))),
        required=True,
    ),
    _column(
        "dpo",
        mark("Data protection officer"),
        mark("Name (article 2 of the agreement)."),
        facts.dpo("name"),
        required=True,
    ),
    _column(
        "dpo-contact", mark("Officer's contact"), mark("E-mail address."), facts.dpo("email"), required=True
    ),
    _column(
        "dpo-organisation",
        mark("External DPO organisation"),
        mark("Where the officer is not of the house; only by a label."),
    ),
    _column(
        "representative", mark("Representative"), mark("Article 27 GDPR; only by a label."), required=True
    ),
    _column(
        "representative-contact", mark("Representative's contact"), mark("Only by a label."), required=True
    ),
    _column(
        "joint-controller",
        mark("Joint controller"),
        mark("None where the core actor is declared a separate controller (1.2)."),
        facts.separate,
        required=True,
    ),
    _column(
        "joint-controller-contact",
        mark("Joint controller's contact"),
        mark("As for the joint controller."),
        facts.separate,
        required=True,
    ),
    _column(
        "joint-controller-agreement",
        mark("Joint-controller agreement"),
        mark("As for the joint controller."),
        facts.separate,
    ),
    _column("business-process", mark("Business process"), mark("Only by a label.")),
    _column("process-owner", mark("Owner of the process"), mark("Only by a label.")),
    _column(
        "purposes",
        mark("Purposes"),
        mark("Objectives of article 3.2, or others as declared."),
        facts.labels("purposes", "purposes"),
        required=True,
        wide=True,
    ),
    _column("main-or-auxiliary", mark("Main or auxiliary processing"), mark("Only by a label.")),
    _column(
        "processing-type",
        mark("Type of processing"),
        mark("Whether this controller sends or receives."),
        facts.sends_or_receives,
    ),
    _column(
        "processing-status",
        mark("Processing status"),
        mark("On the day of the register."),
        lambda r: r.draft.word(facts.STATUS[r.status]),
    ),
    _column(
        "legal-basis",
        mark("Legal basis"),
        mark("Bases of the communication (6.2)."),
        facts.labels("bases", "legal_basis"),
        wide=True,
    ),
    _column(
        "legitimate-interests",
        mark("Legitimate interests and their assessment"),
        mark("Only where article 6(1)(f) GDPR is relied on."),
        facts.unless(("gdpr-6-1-f",), mark("not relied on")),
    ),
    _column(
        "consent-record",
        mark("Record of consent"),
        mark("Only where consent is relied on."),
        facts.unless(("gdpr-6-1-a", "gdpr-9-2-a"), mark("not relied on")),
    ),
    _column(
        "categories",
        mark("Categories of personal data"),
        mark("Categories of article 4, or others as declared."),
        lambda r: facts.categories(r, r.categories),
        required=True,
        wide=True,
    ),
    _column(
        "special-categories",
        mark("Special categories"),
        mark("Those of them that are special (article 9 GDPR)."),
        lambda r: facts.categories(r, r.special),
    ),
    _column(
        "data-location",
        mark("Location of the data"),
        mark("Countries where they are kept and from where they are reached."),
        facts.location,
    ),
    _column(
        "data-source",
        mark("Source of the data"),
        mark("Own collection (3.1), authentic sources; for a receiver the sender."),
        facts.source,
    ),
    _column("data-combination", mark("Combination of data"), mark("Only by a label.")),
    _column(
        "data-subjects",
        mark("Categories of data subjects"),
        mark("By what each category of data is declared to be about."),
        facts.subjects,
        required=True,
    ),
    _column("vulnerable-subjects", mark("Vulnerable data subjects"), mark("Only by a label.")),
    _column(
        "recipients",
        mark("Categories of recipients"),
        mark("Who receives, with its kind (article 5)."),
        facts.recipients,
        required=True,
        wide=True,
    ),
    _column(
        "third-party-transfer",
        mark("Third-party transfer"),
        mark("Third parties and international organisations (5.2)."),
        facts.third,
    ),
    _column(
        "processors",
        mark("Processors"),
        mark("Those that receive on behalf of this controller (7.3)."),
        facts.processors,
    ),
    _column(
        "processing-contract",
        mark("Processing contract"),
        mark("Day on which each agreement under article 28 GDPR was signed."),
        facts.contracts,
    ),
    _column(
        "third-countries",
        mark("Third countries"),
        mark("Countries outside the EEA among all of these."),
        facts.outside,
        required=True,
    ),
    _column(
        "transfer-nature",
        mark("Nature of the transfer"),
        mark("The provision that obliges to it, where one is declared."),
        facts.nature,
    ),
    _column(
        "safeguards",
        mark("Appropriate safeguards"),
        mark("For a transfer to a third country; not applicable where there is none."),
        facts.if_outside,
        required=True,
    ),
    _column(
        "retention",
        mark("Retention or deletion periods"),
        mark("How long, and why (`retention` of the flow)."),
        facts.retention,
        required=True,
    ),
    _column(
        "measures",
        mark("Technical and organisational measures"),
        mark("Measures of the controller (7.1)."),
        facts.measures,
        required=True,
        wide=True,
    ),
    _column(
        "security-measures",
        mark("Security measures"),
        mark("What binds its staff to confidentiality."),
        facts.bound,
    ),
    _column(
        "measures-implementation",
        mark("Their implementation"),
        mark("When the measures were last reviewed."),
        facts.reviewed,
    ),
    _column(
        "technologies",
        mark("Technologies used"),
        mark("Channel and format of the communication (11)."),
        facts.technology,
    ),
    _column("automated-decisions", mark("Automated decisions and profiling"), mark("Only by a label.")),
    _column("rights", mark("Data subjects' rights"), mark("How clients are informed (12)."), facts.rights),
    _column("dpia", mark("Relevant DPIA"), mark("Only by a label.")),
    _column("dpia-results", mark("Results of the DPIA"), mark("Only by a label.")),
    _column("risk-assessment", mark("Risk assessment and mitigation"), mark("Only by a label.")),
    _column("prior-consultation", mark("Prior consultation"), mark("Only by a label.")),
    _column(
        "data-breach",
        mark("Data breach"),
        mark("Breaches of the controller in the register of events; it does not say of which processing."),
        facts.breaches,
    ),
    _column("period", mark("Period"), mark("First and last day of the flow."), facts.period),
    _column(
        "periodicity",
        mark("Periodicity"),
        mark("How often it is sent."),
        lambda r: text_of(r.flow.periodicity),
    ),
)

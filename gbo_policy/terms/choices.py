"""What the words of short choices are called, such as ``joint`` or ``not-met``, where the vocabulary of a
pack has no label for them.
"""

from __future__ import annotations

from gbo_policy.basics.translate import mark

# how an agreement stands on a day, and that nobody has assessed
STANDINGS: dict[str, str] = {
    "unassessed": mark("not assessed"),
    "running": mark("running"),
    "disputed": mark("disputed"),
    "taken-over": mark("one of the two taken over"),
    "ended": mark("ended"),
    "over": mark("ended before"),
}
CHOICES: dict[str, str] = {
    "none": mark("none"),
    "separate": mark("separate", "choice"),
    "joint": mark("joint", "choice"),
    "undertaking": mark("undertaking", "choice"),
    "statute": mark("statute", "choice"),
    "partner": mark("partner", "choice"),
    "proposed": mark("proposed", "choice"),
    "active": mark("active", "choice"),
    "client": mark("client", "choice"),
    "involved-person": mark("person involved", "choice"),
    "union": mark("law of the Union", "choice"),
    "member-state": mark("law of a member state", "choice"),
    "met": mark("met"),
    "not-met": mark("not met"),
    "contested": mark("contested"),
    "accepted": mark("accepted", "choice"),
    "dpo": mark("through the DPO", "choice"),
    "other": mark("otherwise", "choice"),
    "confidentiality": mark("confidentiality", "choice"),
    "integrity": mark("integrity", "choice"),
    "availability": mark("availability", "choice"),
    "unlikely": mark("a risk is unlikely", "choice"),
    "risk": mark("a risk", "choice"),
    "high-risk": mark("a high risk", "choice"),
    "access": mark("access", "choice"),
    "rectification": mark("rectification", "choice"),
    "erasure": mark("erasure", "choice"),
    "restriction": mark("restriction", "choice"),
    "portability": mark("portability", "choice"),
    "objection": mark("objection", "choice"),
}

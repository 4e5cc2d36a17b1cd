"""What a new file of a section is called: by language, then section, without its suffix."""

SECTION_FILES = {
    "nl": {
        "agreement": "overeenkomst",
        "flows": "stromen",
        "events": "register",
        "assessments": "beoordelingen",
        "waivers": "toegestane-afwijkingen",
    },
    "en": {
        "agreement": "agreement",
        "flows": "flows",
        "events": "register",
        "assessments": "assessments",
        "waivers": "waivers",
    },
}

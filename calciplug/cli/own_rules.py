"""What calciplug itself checks, by the codes that its problems and findings carry."""

from __future__ import annotations

from typing import Final

OWN_RULES: Final = {
    "U-1": "A dose of thiosulfate is grams: milligrams and less than 1 g are refused with a question, never converted.",
    "U-2": "A quantity is a number in plain digits and a unit, apart: a comma or a missing unit is never guessed.",
    "U-3": "Dialysate calcium must be possible, and where it is not, other readings of the number are shown.",
    "U-4": "Dialysate sodium must be possible, and in mmol/L or mEq/L.",
    "U-5": "Grams of thiosulfate need their salt form: as pentahydrate and as anhydrous they differ 1.57-fold.",
    "U-6": "A product's strength times its volume must equal its declared grams within 5 %.",
    "U-7": "Calcium says whether it is total or ionised, and a value must be possible for what it says it is.",
    "U-8": "A unit is a code of the closed table, byte for byte; a text such as g/1.73 m2 is not read.",
    "U-9": "A thiosulfate product carries the full name of the drug: STS also stands for sodium tetradecyl sulfate.",
    "U-10": "A value older than its limit may tighten a rule, never relax one; the outcome names it.",
    "host.conflict": "Plugins asked different values of one field: the value in force stands, and all are named.",
    "host.limit": "A plugin proposed a value that a limit refuses: it was dropped, not moved to the limit.",
    "host.unusual": "A value is possible but rarely seen: it was used as it stands; check its number and unit.",
    "plugin-fault": "A plugin failed while it ran: the case is rejected, for a rule that could not run is not silent.",
}

# What the checks rest on: mistakes that were made in print, in a program or on a ward, and what labels state.
OWN_SOURCES: Final = {
    "U-1": ("urena-2025", "edren-handbook", "pruritus-sts-2020"),
    "U-2": ("pint-0-25-3", "ismp-2006"),
    "U-3": ("kdoqi-paediatric-bone", "nxstage-home-hd-table"),
    "U-5": (
        "usp-sodium-thiosulfate",
        "uk-sts-smpc",
        "pedmarqsi-smpc",
        "bc-calcium-additive-2009",
        "iupac-atomic-weights",
    ),
    "U-6": ("galway-monograph", "edren-handbook", "ismp-2020"),
    "U-7": ("clase-2000", "lian-2018"),
    "U-8": ("pint-0-25-3",),
    "U-9": ("sodium-nitrite-incidents",),
    "U-10": ("edren-handbook",),
}

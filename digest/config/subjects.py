"""The subjects of the preprint servers, as people write them and as categories spell them."""

from __future__ import annotations

import re

from digest.config.problems import nearest, shown
from digest.config.values import line

# As www.biorxiv.org and www.medrxiv.org list them, without what they put in brackets. One that is not here
# is taken as it is: servers add some.
KNOWN: dict[str, tuple[str, ...]] = {
    "biorxiv": (
        "neuroscience", "cell biology", "bioinformatics", "animal behavior and cognition", "biochemistry",
        "bioengineering", "biophysics", "cancer biology", "clinical trials", "developmental biology",
        "ecology", "epidemiology", "evolutionary biology", "genetics", "genomics", "immunology",
        "microbiology", "molecular biology", "paleontology", "pathology", "pharmacology and toxicology",
        "physiology", "plant biology", "scientific communication and education", "synthetic biology",
        "systems biology", "zoology",
    ),
    "medrxiv": (
        "epidemiology", "health informatics", "oncology", "addiction medicine", "allergy and immunology",
        "anesthesia", "cardiovascular medicine", "dentistry and oral medicine", "dermatology",
        "emergency medicine", "endocrinology", "forensic medicine", "gastroenterology",
        "genetic and genomic medicine", "geriatric medicine", "health economics", "health policy",
        "health systems and quality improvement", "hematology", "hiv aids", "infectious diseases",
        "intensive care and critical care medicine", "medical education", "medical ethics", "nephrology",
        "neurology", "nursing", "nutrition", "obstetrics and gynecology",
        "occupational and environmental health", "ophthalmology", "orthopedics", "otolaryngology",
        "pain medicine", "palliative medicine", "pathology", "pediatrics", "pharmacology and therapeutics",
        "primary care research", "psychiatry and clinical psychology", "public and global health",
        "radiology and imaging", "rehabilitation medicine and physical therapy", "respiratory medicine",
        "rheumatology", "sexual and reproductive health", "sports medicine", "surgery", "toxicology",
        "transplantation", "urology",
    ),
}  # fmt: skip


def subject(found: object, *, server: str) -> str:
    """Return a subject as a category, "cell-biology"; a misspelt one is refused."""
    text = line(found, wanted="a subject such as cell biology", limit=100)
    words = " ".join(re.findall(r"[a-z]+", text.lower()))
    known = KNOWN[server]
    near = None if not words or words in known else nearest(words, known)
    if not words or near:
        raise ValueError(f"unknown subject {shown(text)}{f' (did you mean {near}?)' if near else ''}")
    return words.replace(" ", "-")

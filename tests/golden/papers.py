"""Made-up papers for golden mails, and the pictures of two of them."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from digest.model import CardFacts, Picture, Reason

WIDTH, HEIGHT = 640, 352  # pixels of the pictures: whole blocks of JPEG, which keeps them small


def a_drawing(ink: str) -> bytes:
    """Return a small JPEG: five bars in one colour, the same bytes each time."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#f2efe8")
    draw = ImageDraw.Draw(image)
    for place, top in enumerate((272, 208, 240, 112, 48)):
        left = 64 + place * 112
        draw.rectangle((left, top, left + 79, HEIGHT), fill=ink)
    out = BytesIO()
    image.save(out, "JPEG", quality=40, optimize=True)
    return out.getvalue()


def picture(drawing: bytes) -> Picture:
    """Return what a card knows of a drawing."""
    return Picture(hash=sha256(drawing).hexdigest(), width=WIDTH, height=HEIGHT)


DRAWINGS = tuple(map(a_drawing, ("#0b5d52", "#7a3b12", "#27408b")))
PICTURES = {sha256(drawing).hexdigest(): drawing for drawing in DRAWINGS}


def a_card(number: int, title: str, /, **changes: Any) -> CardFacts:
    """Return a card with its links; the rest is what is given."""
    values = {
        "url": f"https://arxiv.org/abs/2603.{number:05d}",
        "pdf_url": f"https://arxiv.org/pdf/2603.{number:05d}",
        "discussion_url": f"https://example.org/papers/2603.{number:05d}",
        "identifier": f"arXiv:2603.{number:05d}",
    }
    return CardFacts(title=title, **(values | changes))


TEN = (
    a_card(
        101,
        "Low-Rank Adapters That Know When to Stop Growing",
        summary="Adapters whose rank is learnt layer by layer match full fine-tuning with a fortieth of the "
        "weights, and say themselves when a task needs no more.",
        authors=("Ines Marlow", "Teodor Vass", "Hana Okabe", "Priya Raghunath", "Luc Perrin", "Ola Brandt"),
        organization="Northfield Lab",
        submitter="Wim",
        upvotes=214,
        comments=17,
        code_url="https://example.org/code/adapters",
        stars=1204,
        project_url="https://example.org/adapters",
    ),
    a_card(
        102,
        "What a Diffusion Transformer Forgets at Low Noise",
        abstract="We train diffusion transformers and look at which of their layers still work when almost "
        "no noise is left. Most of them do nothing. Leaving those out makes sampling a third faster, and the "
        "pictures cannot be told apart in a blind test with 400 pairs.",
        authors=("Marta Quill", "Jonas Feld"),
        organization="Institute for Visual Computing",
        upvotes=98,
        comments=1,
    ),
    a_card(
        103,
        "Counting Is Hard: Arithmetic in Attention Heads",
        summary="Twelve heads in a model of seven billion weights carry its whole arithmetic; removing one "
        "of them costs exactly one digit.",
        authors=("Sefa Adeyemi",),
        upvotes=73,
    ),
    a_card(
        104,
        "A Benchmark of Questions Nobody Has Asked Yet",
        abstract="Benchmarks leak into training data. Ours is written anew each week from events of the week "
        "before, in nine languages, and marked by people. The ranking of 31 models on it is not the ranking "
        "that older benchmarks give.",
        authors=("Noor Haddad", "Kiri Tane", "Emil Sorg", "Yuki Arai"),
        organization="Open Evaluation Group",
        submitter="Ash",
        upvotes=66,
        comments=8,
        project_url="https://example.org/unasked",
    ),
    a_card(
        105,
        "Sparse Mixtures on a Telephone",
        summary="A mixture of experts that reads only the experts it needs from flash storage runs at nine "
        "tokens a second on a telephone with 6 GB of memory.",
        authors=("Dov Lindqvist", "Ren Castellan", "Abeo Nwosu"),
        organization="Pocket Systems",
        code_url="https://example.org/code/pocket",
        stars=311,
        upvotes=41,
        comments=2,
    ),
    a_card(
        106,
        "Reading Proteins Backwards",
        abstract="A language model of proteins that reads each chain in both directions finds binding sites "
        "that one direction misses. We tested 58 of its predictions in the laboratory: 41 held.",
        authors=("Lila Moreau", "Stellan Ek"),
        organization="Coastal Biology Centre",
    ),
    a_card(
        107,
        "Robots That Ask Before They Break Something",
        summary="A robot that estimates what an error would cost asks for help one time in thirty, and "
        "breaks a tenth of the dishes.",
        authors=("Gwen Abara", "Milo Hart", "Suri Patel", "Tomas Rehak", "Bea Lund"),
        submitter="Jo",
        upvotes=1,
        comments=1,
        stars=1,
        code_url="https://example.org/code/careful",
    ),
    a_card(108, "Notes on the Memory of Recurrent Networks", authors=("Ona Petrov",)),
    a_card(
        109,
        "How Much of a Web Page Does a Model Need?",
        abstract="Half of it. We cut pages by eleven rules and trained on what was left.",
        authors=("Rafi Cohen-Mills", "Anke de Wit"),
        organization="Web Text Project",
        upvotes=12,
    ),
    a_card(
        110,
        "Fine-Tuning on Ten Examples, Carefully",
        summary="Choosing the ten examples matters more than the choice of the method: by a factor of three.",
        authors=("Petra Szabo", "Idris Cole"),
        upvotes=9,
        discussion_url="",
    ),
)

REASONS = (
    (Reason(kind="topic", label="parameter-efficient fine-tuning", terms=("adapters", "rank")),),
    (Reason(kind="topic", label="diffusion transformers", terms=("diffusion", "transformers")),),
    (Reason(kind="author", label="Sefa Adeyemi"),),
    (Reason(kind="keyword", label="benchmark"), Reason(kind="category", label="cs.CL")),
    (Reason(kind="like", label="Experts on Demand", terms=("experts", "memory")),),
    (Reason(kind="organization", label="Coastal Biology Centre"),),
    (),
    (Reason(kind="library", label="Gates That Remember", terms=("Ona Petrov",)),),
    (Reason(kind="vote", label="Less Data, Better Data", terms=("pages", "rules")),),
    (Reason(kind="topic", label="parameter-efficient fine-tuning", terms=("fine-tuning",)),),
)

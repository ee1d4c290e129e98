"""What TeX's commands stand for: tables."""

from __future__ import annotations


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LETTERS = _pairs(
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ "
    "lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi "
    "φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ "
    "Psi Ψ Omega Ω ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ wp ℘ nabla ∇ partial ∂ infty ∞ emptyset "
    "∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ top ⊤ bot ⊥ prime ′ deg ° degree ° circ ∘ bullet • star ⋆ "
    "ast ∗ dagger † dag † ddagger ‡ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … checkmark ✓ flat ♭ "
    "sharp ♯ natural ♮ clubsuit ♣ heartsuit ♥ spadesuit ♠ diamondsuit ♦ square □ Box □ blacksquare ■ "
    "triangle △ Diamond ◇ diamond ⋄ angle ∠ sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ "
    "bigcap ⋂ bigoplus ⨁ bigotimes ⨂ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ langle ⟨ rangle ⟩ vert | lvert | "
    "rvert | Vert ‖ lVert ‖ rVert ‖ textasciitilde ~ textbar | textless < textgreater > textdegree ° "
    "textmu μ pounds £ euro € copyright © textregistered ® texttrademark ™ textperthousand ‰ "
    "textpertenthousand ‱ S § P ¶ LaTeX LaTeX TeX TeX textendash – textemdash — textquoteright ’ "
    "textquoteleft ‘ textquotedblleft “ textquotedblright ”"
)
RELATIONS = _pairs(
    "pm ± mp ∓ times × div ÷ cdot · ast ∗ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ wedge ∧ land ∧ vee ∨ "
    "lor ∨ cap ∩ cup ∪ sqcup ⊔ setminus ∖ leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ ll ≪ gg ≫ neq ≠ ne "
    "≠ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ doteq ≐ triangleq ≜ coloneqq ≔ lesssim ≲ gtrsim ≳ "
    "prec ≺ succ ≻ preceq ⪯ succeq ⪰ in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq "
    "⊊ mid | nmid ∤ parallel ∥ perp ⊥ models ⊨ vdash ⊢ neg ¬ lnot ¬ to → rightarrow → leftarrow ← "
    "leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ implies ⇒ mapsto ↦ longrightarrow ⟶ "
    "longleftarrow ⟵ Longrightarrow ⟹ hookrightarrow ↪ rightsquigarrow ⇝ uparrow ↑ downarrow ↓ "
    "updownarrow ↕ nearrow ↗ searrow ↘ gets ← triangleleft ◁ triangleright ▷ bowtie ⋈ asymp ≍ because ∵ "
    "therefore ∴"
)
SYMBOLS = LETTERS | RELATIONS
SPECIAL = _pairs(
    "ss ß o ø O Ø l ł L Ł ae æ AE Æ oe œ OE Œ aa å AA Å dh ð DH Ð th þ TH Þ dj đ DJ Đ ng ŋ NG Ŋ i ı j ȷ"
)
ACCENTS = dict(
    zip(
        "`'^~=.\"urHvdckb",
        "\u0300\u0301\u0302\u0303\u0304\u0307\u0308\u0306\u030a\u030b\u030c\u0323\u0327\u0328\u0331",
        strict=True,
    )
)
HATS = {
    **dict.fromkeys(["hat", "widehat"], "\u0302"),
    **dict.fromkeys(["tilde", "widetilde"], "\u0303"),
    **dict.fromkeys(["bar", "overline"], "\u0304"),
    "grave": "\u0300",
    "acute": "\u0301",
    "breve": "\u0306",
    "dot": "\u0307",
    "ddot": "\u0308",
    "mathring": "\u030a",
    "check": "\u030c",
    "underline": "\u0332",
    "vec": "\u20d7",
}
FONTS = _names(
    "textbf textit emph texttt textsc textsf textrm textsl textup textmd textnormal text uline underline "
    "mbox hbox mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak mathbb mathbbm boldsymbol bm "
    "bold pmb operatorname mathop ensuremath mathds textquote enquote lowercase uppercase fbox"
)
SWITCHES = _names(
    "bf it em tt sc sf rm sl bfseries itshape ttfamily scshape sffamily rmfamily small large Large tiny "
    "footnotesize normalsize noindent centering displaystyle textstyle xspace newline linebreak par "
    "limits nolimits nonumber notag boldmath"
)
SIZES = _names("left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle bigm Bigm")
SPACES = _names("quad qquad hspace space enspace thinspace medspace")
CITES = _names("cite citep citet citealp citeauthor citeyear parencite textcite ref eqref autoref cref")
NOTES = _names("footnote blfootnote footnotetext thanks")
SHORT = {"eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.", "wrt": "w.r.t.", "vs": "vs."}
FRACTIONS = _names("frac tfrac dfrac nicefrac sfrac cfrac")
DOUBLE = dict(zip("CHNPQRZE", "ℂℍℕℙℚℝℤ𝔼", strict=True))


_UP = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW∗*′∘°†⊤αβγδεθ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ**′°°†ᵀᵅᵝᵞᵟᵋᶿ",
)
_DOWN = str.maketrans("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")


def script(content: str, *, mark: str) -> str:
    """Set a superscript ("^") or subscript ("_"): in Unicode's own letters where it has all of them."""
    content = content.strip()
    if not content:
        return ""
    table = _UP if mark == "^" else _DOWN
    if all(ord(char) in table for char in content):
        return content.translate(table)
    return mark + (content if content.replace(".", "").isalnum() else f"({content})")

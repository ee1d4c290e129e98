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
    "textquotesingle ' textquotedbl \" lq ‘ rq ’ guillemotleft « guillemotright » guilsinglleft ‹ "
    "guilsinglright › textasciicircum ^ textunderscore _ textdollar $ textbullet • textperiodcentered · "
    "textellipsis … slash / textrightarrow → textleftarrow ← textuparrow ↑ textdownarrow ↓ texttimes × "
    "textpm ± textonehalf ½ textonequarter ¼ textthreequarters ¾ textdiv ÷ textminus − textnumero № "
    "textsection § textparagraph ¶ textdagger † textdaggerdbl ‡ texteuro € textsterling £ textyen ¥ "
    "textcent ¢ textcopyright © textexclamdown ¡ textquestiondown ¿ textbraceleft { textbraceright } "
    "textordfeminine ª textordmasculine º backslash ∖ bigstar ★ blacktriangle ▲ blacktriangledown ▼ "
    "triangledown ▽ lozenge ◊ blacklozenge ⧫ circledR ® circledS Ⓢ complement ∁ eth ð mho ℧ beth ℶ gimel "
    "ℷ daleth ℸ digamma ϝ varkappa ϰ backepsilon ϶ hslash ℏ upmu μ measuredangle ∡ sphericalangle ∢ surd "
    "√ colon : dotsb … dotsm ⋯ dotsi ⋯ lbrace { rbrace } lbrack [ rbrack ] ulcorner ⌜ urcorner ⌝ llcorner "
    "⌞ lrcorner ⌟ llbracket ⟦ rrbracket ⟧ lgroup ⟮ rgroup ⟯ bigvee ⋁ bigwedge ⋀ bigsqcup ⨆ bigodot ⨀ "
    "biguplus ⨄ iiiint ⨌ xmark ✗ cmark ✓ textmu μ pounds £ euro € copyright © textregistered ® "
    "texttrademark ™ textperthousand ‰ textpertenthousand ‱ S § P ¶ LaTeX LaTeX TeX TeX textendash – "
    "textemdash — textquoteright ’ textquoteleft ‘ textquotedblleft “ textquotedblright ”"
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
    "therefore ∴ uplus ⊎ sqcap ⊓ wr ≀ amalg ⨿ bigcirc ◯ bigtriangleup △ bigtriangledown ▽ boxtimes ⊠ "
    "boxplus ⊞ boxminus ⊟ boxdot ⊡ ltimes ⋉ rtimes ⋊ leftthreetimes ⋋ rightthreetimes ⋌ curlywedge ⋏ "
    "curlyvee ⋎ barwedge ⊼ veebar ⊻ circledast ⊛ circledcirc ⊚ circleddash ⊝ divideontimes ⋇ "
    "smallsetminus ∖ intercal ⊺ dotplus ∔ centerdot · nless ≮ ngtr ≯ nleq ≰ ngeq ≱ lneq ⪇ gneq ⪈ leqq ≦ "
    "geqq ≧ eqslantless ⪕ lessapprox ⪅ gtrapprox ⪆ lll ⋘ ggg ⋙ lessgtr ≶ gtrless ≷ approxeq ≊ thicksim ∼ "
    "thickapprox ≈ backsim ∽ eqsim ≂ nsim ≁ ncong ≇ eqcirc ≖ circeq ≗ bumpeq ≏ Bumpeq ≎ doteqdot ≑ "
    "risingdotseq ≓ fallingdotseq ≒ eqqcolon ≕ coloneq ≔ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ "
    "supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ Subset ⋐ Supset ⋑ subseteqq ⫅ supseteqq ⫆ preccurlyeq ≼ "
    "succcurlyeq ≽ precsim ≾ succsim ≿ nprec ⊀ nsucc ⊁ vDash ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭ dashv ⊣ "
    "between ≬ pitchfork ⋔ propto ∝ varpropto ∝ smile ⌣ frown ⌢ nparallel ∦ shortmid ∣ shortparallel ∥ "
    "owns ∋ trianglelefteq ⊴ trianglerighteq ⊵ vartriangle △ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵ Join ⋈ "
    "longleftrightarrow ⟷ Longleftarrow ⟸ Longleftrightarrow ⟺ longmapsto ⟼ hookleftarrow ↩ leftharpoonup "
    "↼ leftharpoondown ↽ rightharpoonup ⇀ rightharpoondown ⇁ rightleftharpoons ⇌ leftrightharpoons ⇋ "
    "nleftarrow ↚ nrightarrow ↛ nRightarrow ⇏ nLeftrightarrow ⇎ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ "
    "nwarrow ↖ swarrow ↙ leadsto ⇝ rightrightarrows ⇉ leftleftarrows ⇇ leftrightarrows ⇆ rightleftarrows "
    "⇄ twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣ upharpoonright ↾ downharpoonright ⇂ "
    "multimap ⊸ circlearrowleft ↺ circlearrowright ↻ curvearrowleft ↶ curvearrowright ↷ dashrightarrow ⇢ "
    "dashleftarrow ⇠ impliedby ⇐ lightning ↯"
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
    "num np numprint textbf textit "
    "emph texttt textsc textsf textrm textsl textup textmd textnormal text uline underline "
    "mbox hbox mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak mathbb mathbbm boldsymbol bm "
    "bold pmb mathrel mathbin mathopen mathclose mathord mathpunct mathinner mathnormal underbar uuline "
    "uwave sout st hl MakeUppercase MakeLowercase operatorname mathop ensuremath mathds textquote enquote "
    "lowercase uppercase fbox"
)
SWITCHES = _names(
    "bf it em tt sc sf rm sl bfseries itshape ttfamily scshape sffamily rmfamily small large Large tiny "
    "footnotesize normalsize noindent centering displaystyle textstyle xspace newline linebreak par "
    "limits nolimits nonumber notag boldmath unboldmath cal mit frak bigskip medskip smallskip noalign "
    "hline raggedright flushleft center maketitle clearpage newpage smallbreak medbreak bigbreak huge "
    "Huge LARGE scriptsize scriptstyle scriptscriptstyle protect relax leavevmode footnotemark indent "
    "mdseries upshape slshape allowbreak nobreak nolinebreak pagebreak vfill hfill hfil null unskip "
    "ignorespaces selectfont"
)
SIZES = _names("left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle bigm Bigm")
SPACES = _names(
    "quad qquad hspace space enspace thinspace medspace mkern kern mskip hskip nobreakspace thickspace"
)
CITES = _names(
    "cite citep citet citealp citealt citeauthor citeyear citeyearpar parencite textcite autocite "
    "footcite nocite onlinecite ref eqref autoref cref Cref pageref nameref vref"
)
NOTES = _names("footnote blfootnote footnotetext thanks tablefootnote marginpar")
ADDRESSES = _names("url path nolinkurl")
SECONDS = _names("textcolor hyperlink colorbox scalebox foreignlanguage raisebox fontsize otherlanguage")
DROPPED = _names(
    "color hypersetup label vspace hspace pagestyle thispagestyle bibliographystyle hyphenation index"
)
QUANTITIES = _names("SI qty SIrange qtyrange")
KEYWORDS = _names("keywords Keywords keyword IEEEkeywords")
MATRICES = {
    **dict.fromkeys(["matrix", "smallmatrix", "array"], ("", "")),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
    "cases": ("{", "}"),
}
DISPLAYS = _names(
    "equation align gather multline eqnarray displaymath math flalign alignat split aligned gathered"
)
ARROWS = {"xrightarrow": "→", "xleftarrow": "←", "xRightarrow": "⇒", "xleftrightarrow": "↔"}
PHANTOMS = _names("phantom hphantom vphantom")
DINGS = {"51": "✓", "52": "✔", "55": "✗", "56": "✘", "72": "★", "73": "☆", "43": "☛", "228": "➤"}
SHORT = {
    "eg": "e.g.",
    "Eg": "E.g.",
    "Ie": "I.e.",
    "iid": "i.i.d.",
    "ie": "i.e.",
    "etc": "etc.",
    "etal": "et al.",
    "wrt": "w.r.t.",
    "vs": "vs.",
}
FRACTIONS = _names("frac tfrac dfrac nicefrac sfrac cfrac")
DOUBLE = dict(zip("CHNPQRZE", "ℂℍℕℙℚℝℤ𝔼", strict=True))

ARGUMENTS = (
    FONTS
    | CITES
    | NOTES
    | ADDRESSES
    | SECONDS
    | DROPPED
    | KEYWORDS
    | {"href", "textsuperscript", "textsubscript"}
)

_UP = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW∗*′∘°†⊤αβγδεθ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ**′°°†ᵀᵅᵝᵞᵟᵋᶿ",
)
_DOWN = str.maketrans("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")


def script(content: str, *, mark: str, after: str = "") -> str:
    """Set a superscript ("^") or subscript ("_"): in Unicode's own letters where it has all of them.

    `after` is the character that follows: what ends in letters is kept apart from a letter.
    """
    content = content.strip()
    if not content:
        return ""
    table = _UP if mark == "^" else _DOWN
    if all(ord(char) in table for char in content):
        return content.translate(table)
    plain = len(content) == 1 or (content.isascii() and content.replace(".", "").isalnum())
    apart = after.isalnum() and len(content) > 1
    return mark + (content if plain and not apart else f"({content})")

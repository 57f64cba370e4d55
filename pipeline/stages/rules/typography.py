"""The rules of French printers; they run only when asked for."""

from pipeline.rules import Rule

_SOURCE = "Lexique des règles typographiques en usage à l'Imprimerie nationale"

RULES = (
    Rule(
        code="TYP001",
        name="space-before-high-mark",
        title="Narrow no-break space before ; ! ?",
        titre="Espace fine insécable devant ; ! ?",
        why="A plain space lets the line break before the mark; no space glues it to the word.",
        fixes=(
            ("Qui vient ? Personne !", "Qui vient\u202f? Personne\u202f!"),
            ("Il part; elle reste. Quoi?!", "Il part\u202f; elle reste. Quoi\u202f?!"),
        ),
        keeps=(
            "Qui vient\u202f? Personne\u202f!",
            "L’adresse exemple.fr/page?id=3 est fermée.",
            "Un clin d’œil ;) et rien de plus.",
        ),
        source=f"{_SOURCE}, Espaces",
    ),
    Rule(
        code="TYP002",
        name="space-before-colon",
        title="No-break space before a colon",
        titre="Espace insécable devant le deux-points",
        why="A plain space lets the line break before the colon.",
        fixes=(
            ("Le bilan : deux blessés.", "Le bilan\u00a0: deux blessés."),
            ("Le bilan: deux blessés.", "Le bilan\u00a0: deux blessés."),
        ),
        keeps=(
            "Le bilan\u00a0: deux blessés.",
            "Rendez-vous à 12:30, pour le 3:1 de dimanche.",
            "La page https://exemple.fr est fermée.",
        ),
        source=f"{_SOURCE}, Espaces",
    ),
    Rule(
        code="TYP003",
        name="space-in-guillemets",
        title="No-break space inside guillemets",
        titre="Espace insécable à l’intérieur des guillemets",
        why="A quotation mark must not stand alone at the end or at the head of a line.",
        fixes=(
            ("Il a dit « oui » hier.", "Il a dit «\u00a0oui\u00a0» hier."),
            ("Il a dit «oui» hier.", "Il a dit «\u00a0oui\u00a0» hier."),
        ),
        keeps=(
            "Il a dit «\u00a0oui\u00a0» hier.",
            "Il a dit «\u202foui\u202f» hier.",
            "Le signe «\nouvre la ligne.",
        ),
        source=f"{_SOURCE}, Guillemets",
    ),
    Rule(
        code="TYP004",
        name="straight-apostrophe",
        title="Straight apostrophe",
        titre="Apostrophe droite",
        why="The typewriter's apostrophe stands for the printer's.",
        fixes=(("L'été d'Anne, aujourd'hui.", "L’été d’Anne, aujourd’hui."),),
        keeps=(
            "L’été d’Anne, aujourd’hui.",
            "Il mesure 5' de plus, à 48° 51' nord.",
            "Le mot 'oui' est court.",
        ),
        source=f"{_SOURCE}, Apostrophe",
    ),
    Rule(
        code="TYP005",
        name="three-points",
        title="Three points instead of one character",
        titre="Trois points au lieu des points de suspension",
        why="Points of suspension are one character, which no line break divides.",
        fixes=(("Il hésite... puis il part.", "Il hésite… puis il part."),),
        keeps=(
            "Il hésite… puis il part.",
            "Nom\u00a0: ................",
            "Il part.. et revient.",
        ),
        source=f"{_SOURCE}, Points de suspension",
    ),
    Rule(
        code="TYP006",
        name="long-ordinal",
        title="Ordinal written too long",
        titre="Abréviation d’ordinal trop longue",
        why="Ordinals are abbreviated 1er, 1re, 2e; ème, ière and ier are not used.",
        fixes=(
            ("La 1ère place et le 2ème rang.", "La 1re place et le 2e rang."),
            ("Les 1ères et les 3èmes du XIXème siècle.", "Les 1res et les 3es du XIXe siècle."),
            ("Le 1ier mai, il part.", "Le 1er mai, il part."),
        ),
        keeps=(
            "Le 1er mai, la 1re place et le 2e rang.",
            "La centième et la 2nde, au XIXe siècle.",
            "Le modèle 3M et la série 2EME sont en vente.",
        ),
        source=f"{_SOURCE}, Abréviations",
    ),
    Rule(
        code="TYP007",
        name="foreign-quotation-marks",
        title="Straight or English quotation marks",
        titre="Guillemets droits ou anglais",
        why="French quotes with guillemets; English marks stand only within them.",
        fixes=(
            ('Il a dit "oui" hier.', "Il a dit «\u00a0oui\u00a0» hier."),
            ("Il a dit “oui” hier.", "Il a dit «\u00a0oui\u00a0» hier."),
        ),
        keeps=(
            "Il a dit «\u00a0le mot “oui” suffit\u00a0» hier.",
            'Un écran de 24" et un autre de 27".',
            "Le tube “Nothing Else Matters Tonight” passe en boucle.",
            'Il a dit "oui hier.',
        ),
        source=f"{_SOURCE}, Guillemets",
    ),
    Rule(
        code="TYP008",
        name="hyphen-for-dialogue",
        title="Hyphen instead of a dash in a dialogue",
        titre="Trait d’union au lieu du tiret de dialogue",
        why="A change of speaker is shown by an em dash; a hyphen joins words.",
        fixes=(
            (
                "- Vous êtes venu seul ?\n- Oui, répond-il.",
                "—\u00a0Vous êtes venu seul\u202f?\n—\u00a0Oui, répond-il.",
            ),
        ),
        keeps=(
            "- une pincée de sel\n- deux œufs",
            "- Une pincée de sel.\n- Deux œufs.",
            "- Vous êtes venu seul\u202f?",
            "Lyon - Nice\u00a0: 1-1",
        ),
        source=f"{_SOURCE}, Tiret",
    ),
    Rule(
        code="TYP009",
        name="space-in-number",
        title="Narrow no-break space in a large number",
        titre="Espace fine insécable dans un grand nombre",
        why="A plain space lets the line break in the middle of the number.",
        fixes=(("Ils sont 12 500 ou 1 250 000.", "Ils sont 12\u202f500 ou 1\u202f250\u202f000."),),
        keeps=(
            "En 2019 300 personnes sont venues.",
            "Appelez le 01 425 300 ou le 3615.",
            "Les nos 12 et 500 sont tirés, puis le 12, 500 et 600.",
        ),
        source=f"{_SOURCE}, Nombres",
    ),
    Rule(
        code="TYP010",
        name="space-before-unit",
        title="No-break space before a unit",
        titre="Espace insécable devant une unité",
        why="A number and its unit stay on one line, with a space between.",
        fixes=(
            ("Il court 10 km en 40 min.", "Il court 10\u00a0km en 40\u00a0min."),
            ("Le lait prend 5% et coûte 2€.", "Le lait prend 5\u00a0% et coûte 2\u00a0€."),
            ("Il pèse 3 millions de tonnes.", "Il pèse 3\u00a0millions de tonnes."),
        ),
        keeps=(
            "Il court 10\u00a0km en 40\u00a0min.",
            "Le code 100%25 de l’adresse exemple.fr/a%20b est lu.",
            "Il part à 10h30 avec 3 hommes et 2 minables.",
        ),
        source=f"{_SOURCE}, Unités de mesure",
    ),
    Rule(
        code="TYP011",
        name="missing-ligature",
        title="oe instead of œ",
        titre="oe au lieu de œ",
        why="In French words of this spelling œ is one letter: cœur, sœur, œuvre.",
        fixes=(
            ("Le coeur de sa soeur bat.", "Le cœur de sa sœur bat."),
            ("Oeuvre majeure, un OEIL neuf.", "Œuvre majeure, un ŒIL neuf."),
        ),
        keeps=(
            "Le coefficient de la moelle est un poème.",
            "Goethe, Noel et Boeing coexistent.",
            "Le site coeur.exemple.fr est fermé.",
        ),
        source=f"{_SOURCE}, Ligatures",
    ),
    Rule(
        code="TYP012",
        name="capital-without-accent",
        title="Capital without its accent",
        titre="Majuscule sans accent",
        why="Capitals carry accents like small letters: État, À la une, Ça.",
        fixes=(
            ("L’Etat ferme une Ecole.", "L’État ferme une École."),
            ("A la gare, il pleut.", "À la gare, il pleut."),
            ("Ca ira mieux demain.", "Ça ira mieux demain."),
        ),
        keeps=(
            "A-t-il parlé\u202f?",
            "Elise Evrard vit à Evry.",
            "Emmanuel Macron et Elon Musk se voient.",
            "Le groupe A la joue fine.",
        ),
        source=f"{_SOURCE}, Accentuation des majuscules",
    ),
)

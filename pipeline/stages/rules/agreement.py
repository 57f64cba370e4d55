"""The rules of the stage agreement: elision, contraction, prepositions, doubled words."""

from pipeline.rules import Rule

RULES = (
    Rule(
        code="AGR001",
        name="missing-elision",
        title="Missing elision",
        titre="Élision manquante",
        why="Before a vowel *le, la, de, que, ne, je, me, te, se* lose theirs; *si*, before *il*.",
        fixes=(
            (
                "Le avocat a parlé de une affaire que il connaît.",
                "L'avocat a parlé d'une affaire qu'il connaît.",
            ),
            ("Il viendra si ils le invitent.", "Il viendra s'ils l'invitent."),
            ("Tu la espaces trop.", "Tu l'espaces trop."),
        ),
        keeps=(
            "Le onze de départ est connu, le oui l'emporte, le héros est fatigué.",
            "Les notes vont de un à dix. Un budget de un virgule neuf milliard suffit.",
            "Je crois que euh, la France est prête. Elle signera le avril prochain.",
            "Puis-je entrer ? Faites-le entrer. Le ou les auteurs courent encore.",
            "Les lignes de airport sont loin.",
            "La une du journal a choqué.",
            "Il loue la œuvres du poète et la espaces publics.",
            "Le hasard fait qu'un yacht de onze mètres passe.",
            "Il a subi te opération et me un jour se étape.",
        ),
    ),
    Rule(
        code="AGR002",
        name="wrong-elision",
        title="Elision before a consonant",
        titre="Élision devant une consonne",
        why="*l'* and *d'* stand before vowels only; the noun tells whether *le* or *la* is meant.",
        fixes=(
            ("Depuis l'guerre, la ville est vide.", "Depuis la guerre, la ville est vide."),
            ("Il a changé d'maison deux fois.", "Il a changé de maison deux fois."),
        ),
        keeps=(
            "« J'suis pas d'la ville, m'sieur », dit-il.",
            "Les députés de l'motion sont partis.",
            "L'yeuse et l'hyène sont de l'ONU.",
        ),
    ),
    Rule(
        code="AGR003",
        name="missing-contraction",
        title="Missing contraction",
        titre="Contraction manquante",
        why="Before a noun *de le, de les, à le, à les* are written *du, des, au, aux*.",
        fixes=(
            ("La fin de le mois approche.", "La fin du mois approche."),
            ("Il parle à les habitants de le village.", "Il parle aux habitants du village."),
        ),
        keeps=(
            "Il rêve de le voir et cherche à le faire.",
            "Les électeurs de Le Pen ont voté.",
            "Il est temps de les rappeler, de le lui dire, de le bien comprendre.",
        ),
    ),
    Rule(
        code="AGR004",
        name="needless-preposition",
        title="Preposition left by a translation",
        titre="Préposition en trop",
        why="*according to a* became *selon à une*: such prepositions take their noun without *à*.",
        fixes=(
            (
                "La ville est vide, selon à une étude du journal.",
                "La ville est vide, selon une étude du journal.",
            ),
            ("Selon aux pompiers, le feu recule.", "Selon les pompiers, le feu recule."),
        ),
        keeps=(
            "Le linge pendant à la fenêtre sèche.",
            "La réponse change selon à qui l'on parle.",
            "Malgré au moins trois blessés, le match continue.",
            "Il travaille dès à présent sur un roman.",
        ),
    ),
    Rule(
        code="AGR005",
        name="doubled-word",
        title="Doubled word",
        titre="Mot répété",
        why="A preposition, a determiner, a conjunction or a verb stands there twice.",
        fixes=(
            ("Le chef de de gare est dans la la salle.", "Le chef de gare est dans la salle."),
            (
                "En 2023, six pays restent restent endémiques.",
                "En 2023, six pays restent endémiques.",
            ),
            ("Le maire explique explique sa décision.", "Le maire explique sa décision."),
            ("Le conseil conseil régional a a voté.", "Le conseil régional a voté."),
            ("Les prix ont augmenté augmenté hier.", "Les prix ont augmenté hier."),
        ),
        keeps=(
            "L'appel de de Gaulle est connu, comme la voix de de Funès.",
            "Nous nous levons, vous vous taisez.",
            "Elle chante la la la sous la douche.",
            "Et puis, oh la la mais quelle histoire !",
            "Les amis de De Gaulle étaient si si contents.",
            "Mets-la la prochaine fois.",
            "La leçon distingue ET et EST.",
            "C'est une une du journal.",
            "Ceux qui restent restent pour voir ce que devient devient le village.",
            "Un petit petit chien, très très vite, fait bla bla, oui oui, non non.",
            "Duran Duran et Boutros Boutros-Ghali se sont fait faire faire la fête.",
            "Ce qu'on mange mange nos économies et tout ce qui compte compte.",
            "Il mange, mange et mange encore ; cours cours, dit-il, allez allez.",
            "euh on va dans dans la rue, euh, et et voilà.",
        ),
    ),
    Rule(
        code="AGR006",
        name="article-of-another-number-or-gender",
        title="Article that does not agree with its noun",
        titre="Article qui ne s'accorde pas avec le nom",
        why="The article is singular and the noun plural, or they are of two genders. Only"
        " proposed: it may as well be the noun that is wrong.",
        fixes=(),
        keeps=(
            "Le tour de la tour commence au cœur de la ville.",
            "La ministre et la maire ont vu un après-midi passer.",
            "Il le fait, la porte et le ferme.",
            "Le plus de voix est pour la gauche.",
            "Elle a lu Les mille et une nuits dans les trente et une écoles.",
            "Il relit le Capital, puis le cas d'une vacance, et un os.",
        ),
        proposes=(
            ("Ils ont vendu le maisons du village.", "Ils ont vendu les maisons du village."),
            ("La ville a construit un écoles.", "La ville a construit des écoles."),
            ("Cette bâtiment est vide.", "Ce bâtiment est vide."),
        ),
        safety="review",
    ),
    Rule(
        code="AGR007",
        name="homophone",
        title="Homophone of another part of speech",
        titre="Homophone d'une autre nature",
        why="*a* before an infinitive, *à* or *son* before a participle, *sa* before a verb: the"
        " homophone fits, and the language model agrees. After *il* the infinitive is wrong, not"
        " the *a*. Only proposed.",
        fixes=(),
        keeps=(
            "Il a pouvoir de signer et sa porte est ouverte.",
            "Il reste à payer la facture, il a été payé à temps.",
            "On a vu son accusé, on est parti.",
            "Il y a manger et manger, dit-elle.",
        ),
        proposes=(
            ("Il a décider de partir hier.", "Il a décidé de partir hier."),
            ("Cette affaire l'a pousser à bout.", "Cette affaire l'a poussé à bout."),
        ),
        safety="review",
    ),
)

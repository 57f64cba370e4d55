"""The rules about what is not text: tags, shortcodes, code, lines of the page, Markdown."""

from pipeline.rules import Rule

RULES = (
    Rule(
        code="MRK001",
        name="tag-residue",
        title="Scrap of an HTML tag",
        titre="Débris de balise HTML",
        why="Tags were stripped carelessly: whole tags, halves of tags and attributes remained.",
        fixes=(
            (
                "Il a parlé lundi à la presse.\n\n/blockquote>\n\nLe procès reprend mardi.",
                "Il a parlé lundi à la presse.\n\nLe procès reprend mardi.",
            ),
            (
                "Le procès reprend mardi.</p>\n\nIl durera.",
                "Le procès reprend mardi.\n\nIl durera.",
            ),
            (
                "Le <strong>procès</strong> reprend.<br />Il durera.",
                "Le procès reprend.\nIl durera.",
            ),
            ("Le gouver<br />nement et le tribu</p><p>nal.", "Le gouvernement et le tribunal."),
            ("Le procès reprend.</p><p>Il durera.", "Le procès reprend.\n\nIl durera."),
            (
                '<a href="https://exemple.fr/a" target="_blank">Le procès reprend.',
                "Le procès reprend.",
            ),
            ('Le procès class="btn" href="/a" reprend mardi.', "Le procès reprend mardi."),
            ('">Le procès reprend mardi.', "Le procès reprend mardi."),
            ("Le procès <!-- pub -->reprend mardi.", "Le procès reprend mardi."),
            ("Le procès reprend mardi.\n\n<p", "Le procès reprend mardi."),
            ("Le procès reprend mardi.<o:p></o:p>", "Le procès reprend mardi."),
        ),
        keeps=(
            "Si a < b et b > c, alors a<b et b>c : la règle est simple.",
            "Je t’aime <3 et je le redis.",
            "La balise <p> ouvre un paragraphe et « </p> » le ferme.",
            "La balise <code>x</code> et les balises <b>, <i> et <u> sont anciennes.",
            'Le dessin <Diagram height={350} alt="Un arbre à cinq nœuds."> est ici.',
            'Écrivez <Lien\nhref="/a" title="Voir">\ndans la page, dit-il.',
            "<rss><channel><language>fr</language></channel></rss>",
            "Le résultat est significatif (p>0,05), la vitesse 90 km/h, le rapport et/ou le bilan.",
            "Accueil > Sport > Football",
        ),
        source="HTML Living Standard, list of elements",
    ),
    Rule(
        code="MRK002",
        name="shortcode",
        title="Shortcode of a publishing system",
        titre="Code court d’un système de publication",
        why="WordPress and forums write [caption …] and [/b]; only they can read it.",
        fixes=(
            (
                '[caption id="a_12" width="300"]Le pont de Tolbiac.[/caption]\n\nIl a rouvert.',
                "Le pont de Tolbiac.\n\nIl a rouvert.",
            ),
            ("Le pont a rouvert.\n\n[/vc_row]\n\nEnfin.", "Le pont a rouvert.\n\nEnfin."),
            ("Le pont a [b]enfin[/b] rouvert.", "Le pont a enfin rouvert."),
        ),
        keeps=(
            "« [I]l a menti [sic] […] et [i]l le sait. »",
            "[VIDEO] Un ours traverse la route [Mise à jour à 10 h]",
            "Le tableau [1] et la note [b] sont en annexe.",
        ),
        source="WordPress and BBCode shortcodes",
    ),
    Rule(
        code="MRK003",
        name="boilerplate-line",
        title="Share button, related link, advertisement",
        titre="Bouton de partage, lien vers un autre article, publicité",
        why="The extractor took what surrounds the article for the article.",
        fixes=(
            (
                "Il est parti.\n\nPartager sur Facebook Partager sur Twitter\n\nElle est restée.",
                "Il est parti.\n\nElle est restée.",
            ),
            (
                "Il est parti.\n\nLire aussi : Le pont de Tolbiac rouvre\n\nElle est restée.",
                "Il est parti.\n\nElle est restée.",
            ),
            ("Il est parti.\n\nPUBLICITÉ\n\nElle est restée.", "Il est parti.\n\nElle est restée."),
            (
                "Il est parti.\n\nInscrivez-vous à notre newsletter pour tout savoir",
                "Il est parti.",
            ),
        ),
        keeps=(
            "La mairie compte ses recettes.\n\nPublicité\n\nLa publicité rapporte moins que les "
            "loyers.\n\nLes amendes rapportent peu.",
            "La guerre d’Indochine\n\nElle dura huit ans.\n\nVoir aussi\n- Yves Gras, Histoire de "
            "la guerre, Paris.\n- Les archives du ministère.",
            "Lire aussi bien Proust que Simenon est un plaisir rare.",
            "Publicité mensongère : une enseigne condamnée à Lyon.",
            "Partager sur Facebook n’est pas un acte anodin, rappelle la juge.",
            "Inscrivez-vous sur les listes électorales avant le 31 décembre.",
            "Lire aussi : c’est ce qu’il conseille, chaque soir, à ses élèves.",
        ),
    ),
    Rule(
        code="MRK004",
        name="spintax",
        title="Unresolved choice of a spinner",
        titre="Choix non résolu d’un programme de réécriture",
        why="The spinner wrote its own {a|b} into the text; one choice is the French word.",
        fixes=(
            ("La ligne de {front|entrance} recule.", "La ligne de front recule."),
            ("La {determine|figure} du parti est là.", "La figure du parti est là."),
            ("Le {affected person|patient} va mieux.", "Le patient va mieux."),
            ("La ligne de {entrance|{gateway|front}} recule.", "La ligne de front recule."),
            (
                "Le tribunal les a condamnés à dix ans de {jail|gaol} ferme.",
                "Le tribunal les a condamnés à dix ans de prison ferme.",
            ),
        ),
        keeps=(
            "L’ensemble {x | x > 0} est infini.",
            "Le modèle {{lien|langue|texte}} du wiki est cassé.",
            "Il écrit {a|b} dans son programme.",
            "Il écrit \\text{front|maison}, ${front|maison} et (x){front|maison} ici.",
            'Il envoie {"front": "maison|ville"} au serveur.',
            "La liste {rouge, vert, bleu} est complète.",
        ),
    ),
    Rule(
        code="MRK005",
        name="code-fragment",
        title="Fragment of a script or of a style sheet",
        titre="Fragment de script ou de feuille de style",
        why="The extractor kept code that the page executes and nobody reads.",
        fixes=(
            (
                "Il est parti.\n\n.pub-box { margin: 0 auto; width: 300px; }\n\nElle est restée.",
                "Il est parti.\n\nElle est restée.",
            ),
            (
                "Il est parti.\n\n(adsbygoogle = window.adsbygoogle || []).push({});\n\nFin.",
                "Il est parti.\n\nFin.",
            ),
            (
                "Il est parti. window.pvp_1 = new Pvp('x', { 'id': (1) })\n\nElle reste.",
                "Il est parti.\n\nElle reste.",
            ),
            (
                "Il est parti.<script>var a = '<p>';</script>\n\nElle reste.",
                "Il est parti.\n\nElle reste.",
            ),
            (
                "Il est parti.\n\nmso-bidi-font-size:12.0pt;mso-ansi-language:FR;\n\nElle reste.",
                "Il est parti.\n\nElle reste.",
            ),
        ),
        keeps=(
            "Variable : la météo de demain {prévision} reste incertaine.",
            "Function, le nouveau club de Lyon, ouvre vendredi (entrée : 10 euros).",
            "Le site document.fr publie la couleur : rouge ; la largeur : 3 m.",
            "La « mso-ansi-language:FR » de Word et un mso-bidi ne disent rien à personne.",
        ),
    ),
    Rule(
        code="MRK006",
        name="markdown",
        title="Markdown left in the text",
        titre="Markdown resté dans le texte",
        why="The source was written in Markdown and never rendered.",
        fixes=(
            ("Il est **vraiment parti** hier.", "Il est vraiment parti hier."),
            ("## Un départ\n\nIl est parti.", "Un départ\n\nIl est parti."),
            ("Voir [le rapport](https://exemple.fr/r) du jury.", "Voir le rapport du jury."),
        ),
        keeps=(
            "En Python, 2**3 vaut 8 et 3**2 vaut 9.",
            "#Paris2024 et #JO sont en tête ; le # 1 mondial s’incline.",
            "Un hôtel *** et un restaurant ** [au centre] (10 euros).",
            "F*** et m**** ont été bipés à l’antenne.",
        ),
        source="CommonMark",
    ),
    Rule(
        code="MRK007",
        name="credit-line",
        title="Copyright notice or photo credit on a line of its own",
        titre="Mention de droits ou crédit photo isolé",
        why="The picture stayed on the page, its credit came along; it interrupts the text.",
        fixes=(
            ("Il est parti.\n\n© AFP\n\nElle est restée.", "Il est parti.\n\nElle est restée."),
            (
                "Il est parti.\n\nCrédit photo : Hugo Lantier\n\nElle est restée.",
                "Il est parti.\n\nElle est restée.",
            ),
        ),
        keeps=(
            "PARIS (AFP) - Il est parti lundi.\n\nElle est restée.",
            "Il est parti.\n\nCopyright : la justice donne raison aux éditeurs",
            "Il est parti.\n\nCrédit : la banque centrale relève son taux\n\nElle est restée.",
        ),
    ),
    Rule(
        code="MRK008",
        name="tracking-parameter",
        title="Tracking parameter in an address",
        titre="Paramètre de suivi dans une adresse",
        why="It tells where a reader came from and leads nowhere else. An address is never mended "
        "without a person.",
        fixes=(),
        proposes=(
            (
                "La page https://exemple.fr/a?id=3&utm_source=lettre&utm_medium=mail est en ligne.",
                "La page https://exemple.fr/a?id=3 est en ligne.",
            ),
            (
                "Voir https://exemple.fr/b?utm_campaign=mai, puis écrire.",
                "Voir https://exemple.fr/b, puis écrire.",
            ),
        ),
        keeps=(
            "La page https://exemple.fr/a?id=3&page=2 est en ligne.",
            "La page https://exemple.fr/a?source=lettre#utm_source=lettre est en ligne.",
            "Le paramètre utm_source=lettre sert à compter.",
        ),
        safety="review",
    ),
    Rule(
        code="MRK009",
        name="caption-counter",
        title="Number of a picture in a gallery",
        titre="Numéro d’une image dans un diaporama",
        why="Captions of a gallery are counted [1/3]; without the pictures the count says nothing.",
        fixes=(
            (
                "Le défilé.\n\n[1/2] Le char des boulangers.\n\n[2/2] La fanfare de Metz.",
                "Le défilé.\n\nLe char des boulangers.\n\nLa fanfare de Metz.",
            ),
        ),
        keeps=(
            "[1/3] La banque, premier volet de notre enquête.\n\nTout commence à Lille.",
            "Les chances sont de [1/3] et de [2/3].",
            "Le rapport [3] cite la note [1/2] en annexe.",
        ),
    ),
    Rule(
        code="MRK010",
        name="glued-sentences",
        title="Two sentences without a space between",
        titre="Deux phrases collées",
        why="A tag or a line break stood there and was taken out without a space in its place.",
        fixes=(
            (
                "Le plan est annoncé.Des recrues arrivent demain.",
                "Le plan est annoncé. Des recrues arrivent demain.",
            ),
            ("Est-ce la fin ?Les élus en doutent.", "Est-ce la fin ? Les élus en doutent."),
        ),
        keeps=(
            "Le site exemple.Fr et la page maville.Info/le.Journal sont fermés.",
            "Le roman de J.Verne et la rue du gén.Leclerc à St.Denis.",
            "Il a lu config.Le.txt et la.Ville@exemple.fr hier.",
            "La marque bio.Coop est connue de tous.",
            "Dans les transports parisiensCôté bus, tout va mieux.",
        ),
    ),
    Rule(
        code="MRK011",
        name="writing-tool-residue",
        title="Order to a writing tool, its answer, or a field that was not filled in",
        titre="Consigne à un outil de rédaction, sa réponse, ou un champ non rempli",
        why="Somebody had the article rewritten by a program, and what the two said to one another "
        "stayed. An article may be about such programs: a person decides.",
        fixes=(),
        proposes=(
            (
                "Make this article seo friendly, add subheadings, be in french, use at least 700 "
                "words Le maire a parlé jeudi soir.",
                "Le maire a parlé jeudi soir.",
            ),
            (
                "Voici l’article réécrit :\n\nLe maire a parlé jeudi soir.",
                "\n\nLe maire a parlé jeudi soir.",
            ),
            (
                "Bien sûr ! Voici une version améliorée de votre texte : Le maire a parlé jeudi.",
                "Le maire a parlé jeudi.",
            ),
            (
                "Le maire a parlé jeudi soir. As an AI language model, I cannot browse the web.",
                "Le maire a parlé jeudi soir. ",
            ),
            (
                "En tant que modèle de langage, je ne peux pas donner d’avis. Le maire a parlé.",
                "Le maire a parlé.",
            ),
            ("Le maire de %city% a parlé de {{keyword}} jeudi.", "Le maire de a parlé de jeudi."),
        ),
        keeps=(
            "En tant que modèle de vertu, le maire a refusé l’argent.",
            "Voici l’article que tout le monde attendait depuis lundi.",
            "L’élève a tapé « Write an article of 700 words about the war » avant le cours.",
            "« As an AI language model » : ces mots trahissent les copies, dit la professeure.",
            "Le film Make the Text Great plaît aux enfants et à leurs parents.",
            "Le taux est de 5 % et le nom [sic] est {rouge}, <3 %.",
            "Réécrire cet article de loi prendra des mois, prévient la ministre.",
        ),
        safety="review",
    ),
    Rule(
        code="MRK012",
        name="missing-space",
        title="Comma, colon, bracket or figure that touches a word",
        titre="Virgule, deux-points, parenthèse ou nombre collé à un mot",
        why="A tag or a line break stood there and was taken out without a space in its place.",
        fixes=(
            (
                "Les rues,les places et les ponts sont fermés.",
                "Les rues, les places et les ponts sont fermés.",
            ),
            (
                "Le maire a cédé : il part,dit-on, et l’élu,d’abord surpris, reste.",
                "Le maire a cédé : il part, dit-on, et l’élu, d’abord surpris, reste.",
            ),
            ("Le maire(PS) ,élu hier, reste.", "Le maire (PS), élu hier, reste."),
            ("Il a dit( hier )qu’il part.", "Il a dit (hier) qu’il part."),
            (
                "Les prix montent:les 300personnes partent.",
                "Les prix montent: les 300 personnes partent.",
            ),
        ),
        keeps=(
            "La clé ville,rue,nom,âge ouvre la table des habitants de la ville.",
            "Il a lu fichier,txt et appelle f(x,y) ou moyenne(liste,taille).",
            "Les élu(e)s, un(e) auteur(trice) et les (dé)confinés (re)lisent 3,5 pages.",
            "Le prix,5 euros, et le site lemonde,fr sont donnés en vrai.",
            "Il lit 1jour1actu ; ville:Lyon, lang:fr ; print(a, b).",
        ),
    ),
)

"""The rules about characters: wrong encodings, entities, escapes, lost accents and letters."""

from pipeline.rules import Rule

RULES = (
    Rule(
        code="ENC001",
        name="mojibake",
        title="Text decoded with the wrong encoding",
        titre="Texte décodé avec le mauvais codage",
        why="UTF-8 bytes read as Windows-1252 turn each accent into two odd characters (Ã©).",
        fixes=(
            (
                "Un tÃ©lescope automatique installé au Chili.",
                "Un télescope automatique installé au Chili.",
            ),
            ("Lâ€™Å“uvre a Ã©tÃ© vendue Ã\u00a0 Paris.", "L’œuvre a été vendue à Paris."),
            ("Il a voilÃ\u00a0 dix ans vÃƒÂ©cu Ã  Lyon.", "Il a voilà dix ans vécu à Lyon."),
            ("Il court jusqu’Ã la gare.", "Il court jusqu’à la gare."),
            ("La pr├®f├¿te vient dÔÇÖo├╣ ?", "La préfète vient d’où ?"),
            ("Sa s≈ìur sait o√π il est n√©.", "Sa sœur sait où il est né."),
            ("Les Г©lus ont dГ©cidГ© de voter.", "Les élus ont décidé de voter."),
            ("Les Èlus ont dÈcidÈ de voter, lundi.", "Les élus ont décidé de voter, lundi."),
            ("Le prix de l\x92eau augmente encore.", "Le prix de l’eau augmente encore."),
            (
                "Il fait 35Â\u00a0°C et il dit Â«\u00a0ouiÂ\u00a0».",
                "Il fait 35\u00a0°C et il dit «\u00a0oui\u00a0».",
            ),
        ),
        keeps=(
            "« Partons, même celui-là\u00a0», a répondu André\u00a0– sans élever la voix…",
            "Le São Paulo FC affronte le Cristiano Campo Grande à l’ÎLE-DE-FRANCE, ÇA et LÀ.",
            "À Noël, ŒUVRE et MAÎTRE : l’été\u00a0» de l’Âge d’or, ÂME « perdue »…",
            "La jeune poétesse Nguyễn Thị Ánh vit à Århus, près de Łódź et de Šibenik.",
            "Тарас Шевченко est né en 1814 ; « Γένεσις » a donné genèse.",
            "Le dossier :\n├── École\n└── Élèves ; or √π vaut 1,77.",
        ),
        source="ftfy, heuristic detection of mojibake",
        reads="span",
    ),
    Rule(
        code="ENC002",
        name="entity",
        title="HTML entity left in the text",
        titre="Entité HTML restée dans le texte",
        why="A page was turned into text with its entities undecoded, or decoded once too few.",
        fixes=(
            ("Le discours d&#39;Obama a duré une heure.", "Le discours d'Obama a duré une heure."),
            ("Il gagne 10&amp;nbsp;000 euros par mois.", "Il gagne 10\u00a0000 euros par mois."),
            ("L&rsquo;&eacute;t&eacute; sera chaud.", "L’été sera chaud."),
            ("L#039;accord a été signé lundi.", "L'accord a été signé lundi."),
            ("Le d&#233;cret publi&#233; hier.", "Le décret publié hier."),
        ),
        keeps=(
            "Les marques H&M, M&M's et C&A ; Dolce & Gabbana aussi.",
            "Le rapport R&D; les ventes; tout augmente.",
            "Ils ont écrit &truc; sur le mur.",
            "La page https://exemple.fr/?a=1&copy=2 est en ligne.",
            "On écrit `&lt;p&gt;` pour une balise et `&eacute;` pour un accent.",
            "Le code est celui-ci.\n\n```\n&lt;p&gt;Le chat&nbsp;!&lt;/p&gt;\n```",
        ),
        source="HTML Living Standard, named character references",
        reads="span",
    ),
    Rule(
        code="ENC003",
        name="invisible-character",
        title="Control or invisible character",
        titre="Caractère de contrôle ou invisible",
        why="Soft hyphens, zero-width spaces and control characters cut words in two unseen.",
        fixes=(
            ("Le gouver\u00adnement a dé\u200bmissionné.", "Le gouvernement a démissionné."),
            ("\ufeffLe procès s’ouvre lundi.\x00", "Le procès s’ouvre lundi."),
            ("Le gouver\u00ad\nnement a démissionné.", "Le gouvernement a démissionné."),
        ),
        keeps=(
            "Une famille 👩\u200d👩\u200d👧 sourit sur la photo.",
            "Le mot می\u200cخواهم est persan, et il s’écrit ainsi.",
            "Une ligne.\r\n\tUne autre, à 10\u00a0000\u202fkm.",
        ),
        reads="span",
    ),
    Rule(
        code="ENC004",
        name="not-nfc",
        title="Accent apart from its letter",
        titre="Accent séparé de sa lettre",
        why="A letter and a combining accent look like one but match no dictionary (Unicode NFC).",
        fixes=(
            ("Un e\u0301te\u0301 tre\u0300s chaud a\u0300 Paris.", "Un été très chaud à Paris."),
            ("Il fait 30 \u212b.", "Il fait 30 Å."),
        ),
        keeps=(
            "Un été très chaud à Paris.",
            "Le signe q\u0303 n’a pas de forme composée.",
            "La vitesse v\u20d7 est un vecteur.",
        ),
        source="Unicode Standard Annex 15",
        reads="span",
    ),
    Rule(
        code="ENC005",
        name="ligature",
        title="Ligature of a typeface instead of letters",
        titre="Ligature de police au lieu de lettres",
        why="Text taken out of a PDF keeps the printer's ligatures (ﬁ), which match no dictionary.",
        fixes=(
            ("La ﬁn de l’aﬀaire est diﬃcile.", "La fin de l’affaire est difficile."),
            ("Un ﬂot de vidéos.", "Un flot de vidéos."),
        ),
        keeps=(
            "Son œuvre, un nœud et un curriculum vitæ.",
            "La Straße est fermée à Bâle.",
            "Le 1ᵉʳ article, en m² et à 3 €.",
        ),
        reads="span",
    ),
    Rule(
        code="ENC006",
        name="lost-accents",
        title="Accents lost",
        titre="Accents perdus",
        why="An encoding without accents left what is no word, or another one.",
        fixes=(
            (
                "Le maire a ete reelu des le premier tour, mais la prefete conteste le resultat.",
                "Le maire a été réélu dès le premier tour, mais la préfète conteste le résultat.",
            ),
            (
                "Les negociations ont echoue a Geneve, apres trois jours de debats houleux.",
                "Les négociations ont échoué à Genève, après trois jours de débats houleux.",
            ),
            (
                "L'ecole a ete fermee lundi, les eleves et leurs parents ont manifeste.",
                "L'école a été fermée lundi, les élèves et leurs parents ont manifesté.",
            ),
            (
                "La defense a plaide la relaxe, le general a repete sa deposition a l'audience.",
                "La défense a plaidé la relaxe, le général a répété sa déposition à l'audience.",
            ),
            (
                "Cette riviere traverse la foret, peut-etre jusqu'a la vallee protegee.",
                "Cette rivière traverse la forêt, peut-être jusqu'à la vallée protégée.",
            ),
            (
                "La defense a obtenu la relaxe, le general a maintenu sa deposition.",
                "La défense a obtenu la relaxe, le général a maintenu sa déposition.",
            ),
        ),
        keeps=(
            "La mer monte sur les plages du nord, et le vent souffle fort sur le port.",
            "LE PRESIDENT A ETE REELU. Ses partisans ont chanté toute la nuit.",
            "Il avoit un remede pour son ame, disoit-il, et l'on n'en vouloit point ailleurs.",
            "Le marin a pris sa retraite, et la marche du village a retrouvé son calme.",
            "Dame, par vostre grace et bonte, oyez la complainte de la gent desconfite.",
            "The general made a decision about the defense of his residence in the region.",
        ),
        auto=0.9,
        reads="text",
    ),
    Rule(
        code="ENC007",
        name="lost-letters",
        title="Question mark or � instead of a letter",
        titre="Point d’interrogation ou � à la place d’une lettre",
        why="Where an encoding had no such letter it wrote a replacement character.",
        fixes=(
            (
                "Le d?put? a demand? l?annulation du d?cret, jug? contraire ? la loi.",
                "Le député a demandé l’annulation du décret, jugé contraire à la loi.",
            ),
            (
                "Apr\ufffds l\ufffd\ufffdt\ufffd, la ville sera plus calme.",
                "Après l’été, la ville sera plus calme.",
            ),
            ("Un caf\ufffd noir attend le voyageur.", "Un café noir attend le voyageur."),
            (
                "La m?t?o annonce une journ?e tr?s ensoleill?e sur les c?tes bretonnes.",
                "La météo annonce une journée très ensoleillée sur les côtes bretonnes.",
            ),
            (
                "Aujourd\ufffdhui, l\ufffdh\ufffdpital manque d\ufffdinfirmi\ufffdres.",
                "Aujourd’hui, l’hôpital manque d’infirmières.",
            ),
        ),
        keeps=(
            "Qui vient ? Personne ne le sait. Est-il parti ? Il pleut ici.",
            "La page https://exemple.fr/?d?partement=33 est en ligne.",
            "Le film de Miloš Ku\ufffdera sort demain.",
            "Il parle? demande-t-elle. Il parle? répond son frère.",
            "Le sondage pose la question : oui?non?peut-être?",
        ),
        auto=0.9,
        reads="text",
    ),
    Rule(
        code="ENC008",
        name="escape",
        title="Escape of a program left in the text",
        titre="Séquence d’échappement restée dans le texte",
        why="A program wrote \\u00e9, =C3=A9 or %C3%A9 for a letter, and none read it back.",
        fixes=(
            (
                'Le pr\\u00e9sident a dit : \\"L\\u2019accord est sign\\u00e9.\\"',
                'Le président a dit : "L’accord est signé."',
            ),
            ("Le d=C3=A9put=C3=A9 a quitt=\n=C3=A9 la salle.", "Le député a quitté la salle."),
            ("Le ma=EEtre a chant=E9 hier.", "Le maître a chanté hier."),
            ("Il fait \\u221218\\u00a0°C \\u00e0 Nancy.", "Il fait −18\u00a0°C à Nancy."),
            (
                "L'\\xc3\\xa9t\\xe9 sera chaud, l%27%C3%A9t%C3%A9 sec.",
                "L'été sera chaud, l%27été sec.",
            ),
        ),
        keeps=(
            "Le dossier C:\\users\\nouveau est vide, la somme a=3D ne dit rien.",
            "La page https://exemple.fr/d%C3%A9partement/?nom=C3=A9 est en ligne.",
            "On écrit `\\u00e9` en JSON. Le pot coûte x=E9 euros, la TVA est de 5%.",
            "Voir l'article#Fichier_d'%C3%A9change), puis le fichier %C3%A9t%C3%A9.pdf ici.",
            "Le calcul donne a=E0 puis b=F1 ; le taux passe de 3%C à 4%D.",
            "La macro \\usepackage et le dossier D:\\xavier restent.",
        ),
        source="RFC 8259 (JSON), RFC 2045 (quoted-printable), RFC 3986 (percent-encoding)",
        reads="span",
    ),
    Rule(
        code="ENC009",
        name="dropped-letters",
        title="Letters with accents fallen out",
        titre="Lettres accentuées disparues",
        why="A program dropped what its encoding had no letter for: what is left is no word, or"
        " another one.",
        fixes=(
            (
                "Le prsident a t rlu ds le premier tour, mais l'opposition conteste le rsultat.",
                "Le président a été réélu dès le premier tour, mais l'opposition conteste le"
                " résultat.",
            ),
            (
                "Deux femmes ges de 30 ans ont t blesses  la sortie du mtro, prs de la prfecture.",
                "Deux femmes âgées de 30 ans ont été blessées à la sortie du métro, près de la"
                " préfecture.",
            ),
            (
                "Lenqute a t confie  la gendarmerie. Cest la troisime affaire de lanne.",
                "L’enquête a été confiée à la gendarmerie. C’est la troisième affaire de l’année.",
            ),
            (
                " la mairie, o la sance a commenc  dix heures, les lus ont approuv le budget.",
                "À la mairie, où la séance a commencé à dix heures, les élus ont approuvé le"
                " budget.",
            ),
            (
                "La Rpublique tchque et la Norvge ont sign laccord, ngoci pendant lt.",
                "La République tchèque et la Norvège ont signé l’accord, négocié pendant l’été.",
            ),
        ),
        keeps=(
            "La mer monte sur les plages du nord, et le vent souffle fort sur le port.",
            "Slt, tu vas bien ? On se retrouve au resto ds le centre, tjs vers midi, bcp de monde.",
            "Il a lu le roman  la plage, puis un mag people sur le sable avec ses amis.",
            "Son père a lu la lettre à table ; il a cru cet homme et tu son nom.",
            "The president was elected in the first round, and the result is disputed.",
        ),
        auto=0.9,
        reads="text",
    ),
    Rule(
        code="ENC010",
        name="apostrophe-sign",
        title="Another character for the apostrophe",
        titre="Autre caractère pour l’apostrophe",
        why="A keyboard or a program put an accent, a prime or two quotation marks there: no"
        " dictionary knows such a word.",
        fixes=(
            (
                "L`enquête a montré que l`accusé n`était pas à l`hôtel.",
                "L'enquête a montré que l'accusé n'était pas à l'hôtel.",
            ),
            ("Le fait d´être élu n´est pas un défaut.", "Le fait d'être élu n'est pas un défaut."),
            ("Il dit qu′il n′était pas là.", "Il dit qu'il n'était pas là."),
            ("Aujourdʼhui, lʼécole est fermée.", "Aujourd'hui, l'école est fermée."),
            ("L''été, c''est l''occasion.", "L'été, c'est l'occasion."),
            ("L ' accusé n ' a rien dit.", "L'accusé n'a rien dit."),
        ),
        keeps=(
            "Tapez `ls`, puis appelez `d` avec l`option `a`.",
            "La dalle mesure 5′ 12″ ; les droites d′ et f′ se coupent.",
            "Il vit à Hawaiʻi, lit la Qurʼān et parle de la Shīʿa.",
            "Le ''Monde'' et l''Express'' sont des titres de presse.",
            "Le Cʼhoad est un bois breton, Lʼviv une ville d’Ukraine.",
            "Le segment M′A mesure 3 cm, N′I aussi.",
        ),
        reads="span",
    ),
    Rule(
        code="ENC011",
        name="spacing-accent",
        title="Accent beside its letter",
        titre="Accent à côté de sa lettre",
        why="Text taken out of a PDF has the accent and its letter one after the other.",
        fixes=(
            (
                "10 aoˆut 2022. Cette somme sera pr´elev´ee `a la source.",
                "10 août 2022. Cette somme sera prélevée à la source.",
            ),
            (
                "Le gar¸con parle fran¸cais, No¨el est l`a.",
                "Le garçon parle français, Noël est là.",
            ),
            ("Il a e´te´ pre´leve´ a` la source.", "Il a été prélevé à la source."),
            ("Le pr´ esident de l'´ electricit´ e.", "Le président de l'électricité."),
        ),
        keeps=(
            "On note `a` la première variable et `e` la seconde.",
            "Le calcul donne x^e + y^u, à 3 ` près.",
            "Le mot ˆ est un signe, ¨ aussi, ¸ de même.",
        ),
        reads="span",
    ),
    Rule(
        code="ENC012",
        name="lost-ligature",
        title="Ligature lost",
        titre="Ligature perdue",
        why="The glyphs ff, fi, fl, ffi, ffl of a PDF have no letters behind them: a space, another"
        " sign or nothing stands there.",
        fixes=(
            (
                "Le président a réa rmé sa con ance. Les a aires reprennent, c'est di cile.",
                "Le président a réaffirmé sa confiance. Les affaires reprennent, c'est difficile.",
            ),
            (
                "Le chiffre d'a\ufffdaires a pro\ufffdté de l'in\ufffdation.",
                "Le chiffre d'affaires a profité de l'inflation.",
            ),
            ("Les ˛nances publiques inquiètent.", "Les finances publiques inquiètent."),
            ("L'e ffi cacité du vaccin est prouvée.", "L'efficacité du vaccin est prouvée."),
        ),
        keeps=(
            "Il a a aires de rien, et le maire y va.",
            "Le con est là, la ance aussi.",
            "La police a un chef et un agent ; le fi du nom reste.",
        ),
        reads="text",
    ),
    Rule(
        code="ENC013",
        name="turned-quote",
        title="Quotation mark turned or doubled",
        titre="Guillemet retourné ou doublé",
        why="A page wrote one sign for both guillemets, or two for one.",
        fixes=(
            (
                "La maire parle d' »acte de courage » devant les élus.",
                "La maire parle d'« acte de courage » devant les élus.",
            ),
            ("Il a dit : »Nous venons», hier.", "Il a dit : «Nous venons», hier."),
            ('Il parle d\'un ""dérapage"" regrettable.', 'Il parle d\'un "dérapage" regrettable.'),
        ),
        keeps=(
            "« Il vient.\n» Il est là », dit-elle.",
            "Il dit « oui », puis « non » et « peut-être ».",
            'La ligne vaut a,"",b et le texte est vide.',
            "« Il a cité “Le Monde” hier ».",
        ),
        reads="span",
    ),
    Rule(
        code="ENC014",
        name="lost-euro",
        title="Question mark or � instead of the euro sign",
        titre="Point d’interrogation ou � à la place du signe de l’euro",
        why="An encoding older than the euro has no sign for it. A currency is a fact: a person "
        "decides.",
        fixes=(),
        proposes=(
            ("Le billet coûte 5 ? par jour.", "Le billet coûte 5 € par jour."),
            (
                "Le loyer passe à 450 ?/mois cette année.",
                "Le loyer passe à 450 €/mois cette année.",
            ),
            ("Il a payé 12,50 ?, puis il est parti.", "Il a payé 12,50 €, puis il est parti."),
            ("La ville verse 1 200 \ufffd net au club.", "La ville verse 1 200 € net au club."),
            (
                "Le chantier a coûté 3 M?. Il dure encore.",
                "Le chantier a coûté 3 M€. Il dure encore.",
            ),
        ),
        keeps=(
            "Combien en a-t-il, 5 ou 6 ?, demande le juge.",
            "Que font 2 et 3 ? Cinq, répond l’élève.",
            "Le peintre, né vers 1560 ?, est mort en 1612.",
            "Viendra-t-il à 5 ? par le train ?",
            "Le score est de 3 à 2 ?... Nul ne le sait.",
        ),
        reads="span",
        safety="review",
    ),
)

"""The rules about capitals at the head of sentences and about small numbers in figures."""

from pipeline.rules import Rule

RULES = (
    Rule(
        code="CAP001",
        name="paragraph-without-capital",
        title="Paragraph that begins without a capital",
        titre="Paragraphe qui commence sans majuscule",
        why="What stood before the paragraph's first word was cut off, and its capital with it.",
        fixes=(
            (
                "Le procès s’est ouvert lundi à Angers.\n\nles enquêteurs ont été entendus.",
                "Le procès s’est ouvert lundi à Angers.\n\nLes enquêteurs ont été entendus.",
            ),
            (
                "Un orage violent\n\nà Kerlaz, la mer a franchi la digue.\n\nElle a baissé depuis.",
                "Un orage violent\n\nÀ Kerlaz, la mer a franchi la digue.\n\nElle a baissé depuis.",
            ),
        ),
        keeps=(
            "Le prix des téléphones monte encore.\n\niPhone et Samsung ont perdu des clients.",
            "La recette tient en trois gestes :\n\nbattre les œufs avec le sucre fin.",
            "Le jury a retenu deux points ;\n\nle montant des loyers est le second.",
            "Le général est parti lundi.\n\nde Gaulle avait soixante-dix-neuf ans alors.",
            "La page est en ligne.\n\nrature.fr a reçu trois mille visites lundi.",
            "Le ministre de l’Intérieur a déclaré lundi devant l’Assemblée que les\n\nforces de "
            "l’ordre resteront sur place.",
            "Le journal se lit dans le terminal.\n\ngit-gui est l’outil qui compose les commits.",
            "Le projet avance bien.\n\npoche est encore là et il fait la même chose.",
            "Il écrit un billet chaque semaine.\n(...)\nl’acte de publier est une récompense.",
            "1\n00:00:01,000 --> 00:00:03,000\nIl est parti hier.\n\n2\n00:00:03,500 --> "
            "00:00:05,000\nla voiture est restée devant la maison.",
            "Il est venu me voir hier.\nelle était toute petite alors.\nil y avait du monde dans "
            "la rue.\nun homme criait devant la gare.\non est partis sans attendre la fin.",
            "Art. 3. Le préfet fixe par arrêté la liste des communes où la présente loi s’applique,"
            "\nla durée de la mesure et les conditions dans lesquelles les maires la suivent, "
            "après avis du conseil.\nle président du conseil en rend compte à l’assemblée réunie.",
        ),
        source="Imprimerie nationale, Lexique des règles typographiques, Majuscules",
    ),
    Rule(
        code="CAP002",
        name="sentence-without-capital",
        title="Sentence that begins without a capital",
        titre="Phrase qui commence sans majuscule",
        why="After a full stop a sentence begins with a capital.",
        fixes=(
            (
                "Les pompiers sont arrivés à midi. ils ont évacué deux familles du quartier.",
                "Les pompiers sont arrivés à midi. Ils ont évacué deux familles du quartier.",
            ),
            (
                "Les pompiers sont arrivés à midi. l’armée a évacué deux familles du quartier.",
                "Les pompiers sont arrivés à midi. L’armée a évacué deux familles du quartier.",
            ),
        ),
        keeps=(
            "Il a vendu ses livres, ses disques, etc. puis il est parti pour le sud.",
            "La clé est vendue par Yahoo! depuis deux ans. iTunes la vendra aussi demain.",
            "Il s’agit de battre. les communistes par tous les moyens.",
            "Il a dit oui... puis il est parti sans un mot de plus.",
            "Le décret du 3 févr. dernier et l’art. premier de la loi sont abrogés.",
            "« Quoi ! » s’écria-t-il. « Encore vous ? » a-t-elle demandé à voix basse.",
        ),
        source="Imprimerie nationale, Lexique des règles typographiques, Majuscules",
    ),
    Rule(
        code="CAP003",
        name="figure-for-word",
        title="Figure where running text has a number in words",
        titre="Chiffre au lieu d’un nombre en toutes lettres",
        why="Spinners write 6 for six. French news writes two to nine in words in running text; "
        "but figures are right in so many places that a person decides.",
        fixes=(),
        proposes=(
            (
                "Les 6 pompiers blessés dans l’incendie ont quitté l’hôpital de Vannes.",
                "Les six pompiers blessés dans l’incendie ont quitté l’hôpital de Vannes.",
            ),
            (
                "La police a arrêté, lundi, 3 suspects qui dormaient dans une grange.",
                "La police a arrêté, lundi, trois suspects qui dormaient dans une grange.",
            ),
            (
                "Le 4 mars 2019, elle a perdu la course avec ses 2 meilleures amies.",
                "Le 4 mars 2019, elle a perdu la course avec ses deux meilleures amies.",
            ),
            (
                "Il a quitté la salle. 7 députés l’ont suivi sans dire un seul mot.",
                "Il a quitté la salle. Sept députés l’ont suivi sans dire un seul mot.",
            ),
            (
                "Le maire et son épouse vivent avec 5 enfants dans une maison sans eau.",
                "Le maire et son épouse vivent avec cinq enfants dans une maison sans eau.",
            ),
            (
                "Selon l’enquête, 8 salariées auraient porté plainte contre le directeur.",
                "Selon l’enquête, huit salariées auraient porté plainte contre le directeur.",
            ),
        ),
        keeps=(
            "Le débarquement du 6 juin a changé le cours de la guerre, dit l’historien.",
            "Le train est parti à 6 h 30 et il est arrivé vers 9 heures à Bordeaux.",
            "Les Bleus ont battu hier la Suède par 3 buts à rien devant leur public.",
            "La route longe la rivière sur 6 kilomètres et monte ensuite vers le col.",
            "Le billet coûte 6 euros et le chômage a baissé de 6 % dans la région.",
            "Sa fille de 6 ans et les jumeaux de 8 mois dormaient dans la voiture.",
            "Les 3 hommes et les 12 femmes du groupe ont été entendus par la juge.",
            "L’article 6 du code et la page 4 du rapport disent le contraire, dit-elle.",
            "Les ministres du G 7 et les passagers de l’Airbus A 320 sont repartis hier.",
            "Le Covid 19 et la mission Apollo 7 ont leurs musées dans cette grande ville.",
            "Pour la joindre, composer le 02 98 4 personnes répondent chaque jour ouvré.",
            "Elle habite depuis longtemps au 6 rue des Trois Frères, près de la gare.",
            "Accident de car : 3 morts et des blessés dans le Finistère",
            "- 4 œufs entiers, battus avec le sucre et la farine pendant un moment.",
            "Lundi | 6 visiteurs de plus que la veille sont venus voir le musée.",
            "Il est classé en catégorie 3 hommes et il vise le numéro 2 mondial, dit-il.",
            "Il a tourné « Les 7 samouraïs » dans un village perdu, loin des studios.",
            "Le moteur à 4 cylindres et la boîte à 6 vitesses plaisent aux acheteurs.",
            "Un 4 pièces avec vue coûte ici plus cher que dans le centre de Paris.",
            "La moyenne est de 6,5 enfants et de 2 000 familles pour toute la vallée.",
        ),
        source="Imprimerie nationale, Lexique des règles typographiques, Nombres",
        safety="review",
    ),
)

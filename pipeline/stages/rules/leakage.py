"""The rules of the stage leakage: English where French stood."""

from pipeline.rules import Rule

CERTAIN_ENGLISH, CERTAIN_HOMOGRAPH, CERTAIN_NAME = 0.875, 0.98, 0.95
"""Confidence from which edits of English words, of French homographs and of names are made.

On tuning articles that the weights were not fitted on, 98.9 of 100 restorations above 0.85 are
right and 99.1 above 0.9; of homographs above 0.98 all are (``report`` in ``restoration.json``). The
third threshold separates names that are certain from guesses."""

RULES = (
    Rule(
        code="LEAK001",
        name="english-word",
        title="English word where a French one stood",
        titre="Mot anglais à la place d’un mot français",
        why="An English spinner read a French word as the English word that is spelled alike and "
        "replaced it by a synonym. The French word is restored, not the English one translated.",
        fixes=(
            (
                "Le tribunal l'a condamné à trois ans de jail.",
                "Le tribunal l'a condamné à trois ans de prison.",
            ),
            (
                "Les sufferers seront soignés à l'hôpital de Lyon.",
                "Les patients seront soignés à l'hôpital de Lyon.",
            ),
            (
                "Une forte blast a secoué le quartier. Les shoppers ont fui.",
                "Une forte explosion a secoué le quartier. Les clients ont fui.",
            ),
            (
                "Le picture sera projeté à Cannes.",
                "Le film sera projeté à Cannes.",
            ),
            (
                "Les shoppers mécontents ont été remboursés par le magasin.",
                "Les clients mécontents ont été remboursés par le magasin.",
            ),
        ),
        keeps=(
            "Le leader du parti a passé le week-end à Londres.",
            "Le groupe vient de sortir son nouvel album, « Back to Black ».",
            "La start-up a levé dix millions d'euros.",
            "Le process est long, mais le deal est signé.",
            "La dernière frame est floue, et le pattern du tissu a été dessiné à Roubaix.",
            "The Voice revient samedi sur TF1.",
            "Elle défend la low tech à l'école, au détriment des childless.",
            "Ils ont revu Ocean's eleven, twelve, puis le dernier volet.",
        ),
        auto=CERTAIN_ENGLISH,
    ),
    Rule(
        code="LEAK002",
        name="english-phrase",
        title="English phrase where a French word stood",
        titre="Locution anglaise à la place d’un mot français",
        why="The synonym that a spinner chose has several words: *as well as* for *plus*.",
        fixes=(
            (
                "Ce sont les villes les as well as peuplées du pays.",
                "Ce sont les villes les plus peuplées du pays.",
            ),
            (
                "La state of affairs est grave, selon le ministre.",
                "La situation est grave, selon le ministre.",
            ),
            (
                "Les eating places et les bars rouvrent lundi.",
                "Les restaurants et les bars rouvrent lundi.",
            ),
            (
                "Le most cancers du sein touche une femme sur huit.",
                "Le cancer du sein touche une femme sur huit.",
            ),
        ),
        keeps=(
            "Le slogan « Black Lives Matter » a été repris dans toutes les villes.",
            "Le film s'intitule « As well as can be ».",
            "Human Rights Watch a publié son rapport annuel.",
            "« Yes we can », lançait Barack Obama en 2008.",
            "Le chanteur a repris Let It Be et Hey Jude sur scène.",
        ),
        auto=CERTAIN_ENGLISH,
    ),
    Rule(
        code="LEAK003",
        name="wrong-homograph",
        title="French word that cannot stand here",
        titre="Mot français qui n’a pas sa place ici",
        why="Some substitutes are French words as well (*occasions* for *parties*): only the "
        "sentence shows that another French word stood there.",
        fixes=(
            (
                "Au second des faits, il dormait. La state of affairs s'est aggravée.",
                "Au moment des faits, il dormait. La situation s'est aggravée.",
            ),
            (
                "Au second de l'accident, il pleuvait. Il risque dix ans de jail.",
                "Au moment de l'accident, il pleuvait. Il risque dix ans de prison.",
            ),
        ),
        keeps=(
            "Il a raté l'occasion d'égaliser à la dernière minute.",
            "La route de la côte est fermée depuis lundi.",
            "Ce moment restera dans les mémoires.",
            "Le second tour aura lieu dimanche.",
            "Les deux parties ont trouvé un accord.",
        ),
        auto=CERTAIN_HOMOGRAPH,
    ),
    Rule(
        code="LEAK004",
        name="spun-name",
        title="Name with a word replaced",
        titre="Nom propre dont un mot a été remplacé",
        why="Spinners hit names too: *Denver Post* became *Denver Put up*. A known name "
        "with one word replaced by an English synonym of that word is restored; then the short "
        "forms of the same newspaper in the same article.",
        fixes=(
            (
                "Selon le Denver Put up, le maire part. Le Submit cite deux sources.",
                "Selon le Denver Post, le maire part. Le Post cite deux sources.",
            ),
            (
                "Le Wall Avenue Journal révèle l'affaire.",
                "Le Wall Street Journal révèle l'affaire.",
            ),
            (
                "Selon le New York Instances, le maire part.",
                "Selon le New York Times, le maire part.",
            ),
            (
                "Le Monetary Occasions annonce une baisse.",
                "Le Financial Times annonce une baisse.",
            ),
            (
                "L'agence Related Press confirme.",
                "L'agence Associated Press confirme.",
            ),
        ),
        keeps=(
            "Le Washington Post et le New York Times ont publié l'enquête.",
            "L'article du Post a été repris partout.",
            "Le Washington Monument est fermé pour travaux.",
            "La famille quitte New Harmony pour un hôtel de Park Lane, à Londres.",
            "Le Grand Seigneur s'est décidé trop tard à reprendre la course.",
            "Les Chicago Bulls affrontent les Boston Celtics ce soir.",
            "Il pose dans Paris Match, révèle le Sun. La star du Sun se tait.",
            "Le Daily Telegraph et le Sun se déchirent sur le Brexit.",
            "Le Washington Post décrit la Station spatiale et le Programme national.",
        ),
        auto=CERTAIN_NAME,
    ),
    Rule(
        code="LEAK005",
        name="english-piece",
        title="Piece of a word replaced by English",
        titre="Morceau de mot remplacé par de l’anglais",
        why="Some spinners take an accented letter for the end of a word and replace the rest: "
        "*réaction* became *rémotion*.",
        fixes=(
            (
                "Le déhowever du mois est calme. Il encourt une peine as well as lourde.",
                "Le début du mois est calme. Il encourt une peine plus lourde.",
            ),
        ),
        keeps=(
            "Le député a déposé un recours.",
            "La société Électricité de France recrute.",
            "Un café près de la gare.",
            "Le café-théâtre a été rénové.",
            "L’été dernier, les élèves étaient déjà partis.",
        ),
        auto=CERTAIN_ENGLISH,
    ),
    Rule(
        code="LEAK006",
        name="english-without-accents",
        title="French word that looks English without its accents",
        titre="Mot français qui paraît anglais sans ses accents",
        why="*region* is English, but where nothing else is English its author left accents out:"
        " *région*.",
        fixes=(
            (
                "La region a été frappée par la sécheresse en août dernier.",
                "La région a été frappée par la sécheresse en août dernier.",
            ),
            (
                "Le maire a annoncé sa decision lundi, après la réunion du conseil.",
                "Le maire a annoncé sa décision lundi, après la réunion du conseil.",
            ),
            (
                "Sa premiere saison au club a été la meilleure de sa carrière.",
                "Sa première saison au club a été la meilleure de sa carrière.",
            ),
            (
                "Il risque dix ans de jail ; la presence de la police a rassuré la ville.",
                "Il risque dix ans de prison ; la présence de la police a rassuré la ville.",
            ),
            (
                "Le president de la region a promis des credits pour les lycées.",
                "Le président de la région a promis des crédits pour les lycées.",
            ),
        ),
        keeps=(
            "Le general manager des Lakers a démissionné dimanche.",
            "Le groupe a rejoué « My generation » et « Liberation » à l'Olympia.",
            "Le film est sorti en video on demand, à la différence du précédent.",
            "La federal reserve a relevé ses taux, a annoncé le gouverneur.",
            "Aux Editions Plon, la Detention Review Commission a publié son rapport.",
            "D'une nef pleine d'esperance partit le roy, dist li contes, et tint son serment.",
            "Elle fit cuire le veau à la casse-role, selon la recette.",
        ),
        auto=CERTAIN_ENGLISH,
    ),
    Rule(
        code="LEAK007",
        name="english-left",
        title="English left here, and nothing restores it",
        titre="De l’anglais est resté ici, que rien ne restaure",
        why="It is English, no loanword, name, title or quotation, and no French word is likely "
        "enough to have stood there. A person is shown the best guesses.",
        fixes=(),
        keeps=(
            "Elle défend la low tech à l'école, avec un community manager.",
            "Le mot anglais « chromatic » se traduit par « chromatique ».",
            "Il joue du rock and roll ; le best-seller s'est vendu à un million d'exemplaires.",
            "Le trail, le jogging et le training ont leurs adeptes dans le club.",
            "La commande git checkout crée la branche, puis git merge la fusionne.",
            "Le fichier est sur monsite.fr/download et dans le dossier /opt/junket.",
        ),
        safety="review",
    ),
)

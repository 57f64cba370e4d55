"""The texts of the review alone; :mod:`pipeline.report.messages` has those that all pages share.

The module is longer than others because each text has its line here.
"""

from collections.abc import Mapping

from pipeline.report import messages

REVIEW_TEXTS: Mapping[str, tuple[str, str]] = {
    # Views.
    "series": ("Series", "Séries"),
    "series.lead": (
        "The same change, wherever it was found: judge a sample, then decide for all.",
        "Le même changement, partout où il se trouve : jugez un échantillon, puis tranchez.",
    ),
    "series.one": ("Series", "Série"),
    "series.sample": (
        "The lines come in an order drawn by lot: the first ones are a fair sample.",
        "Les lignes viennent dans un ordre tiré au sort : les premières sont un bon échantillon.",
    ),
    "articles": ("Articles", "Articles"),
    "articles.lead": (
        "Articles with edits that pass the filter, in the order of the dump.",
        "Articles dont des corrections passent le filtre, dans l’ordre du corpus.",
    ),
    "article.title": ("Article {id}", "Article {id}"),
    "article.place": ("{file}, row {row}", "{file}, ligne {row}"),
    "final": ("Final text", "Texte final"),
    "final.lead": (
        "The text as it would be written now, beside its source; nothing is changed here.",
        "Le texte tel qu’il serait écrit à présent, à côté de sa source ; rien ne se change ici.",
    ),
    "final.source": ("Source", "Source"),
    "final.final": ("Final", "Final"),
    "with.edits": ("With its edits", "Avec ses corrections"),
    "finish.do": ("Article done", "Article terminé"),
    "finished": ("Article", "Article"),
    "finished.any": ("any", "tous"),
    "finished.yes": ("done", "terminé"),
    "finished.no": ("not done", "pas terminé"),
    "finished.by": ("done, {who}", "terminé, {who}"),
    "did.finish": ("The article is done.", "L’article est terminé."),
    "did.reopen": ("The article is not done any more.", "L’article n’est plus terminé."),
    "did.left": (
        "{n} proposal in it is left undecided.|{n} proposals in it are left undecided.",
        "{n} proposition n’y est pas tranchée.|{n} propositions n’y sont pas tranchées.",
    ),
    "doubt": ("Doubt", "Doute"),
    "doubt.lead": ("The least certain first.", "Les moins sûres d’abord."),
    "sample": ("Sample", "Échantillon"),
    "sample.lead": (
        "Drawn by lot: what people say of these holds for all that pass the filter.",
        "Tirées au sort : ce qu’on en dit vaut pour toutes celles qui passent le filtre.",
    ),
    "rules": ("Rules", "Règles"),
    "rules.lead": (
        "What people said of the edits of each rule, counted among those they judged.",
        "Ce que l’on a dit des corrections de chaque règle, parmi celles qui ont été jugées.",
    ),
    "audit": ("Audit", "Contrôle"),
    "audit.lead": (
        "Edits that were made, drawn by lot: a says that one is right, r that it is wrong. "
        "Judge them in this order; those before the first left out count.",
        "Corrections faites, tirées au sort : a dit que l’une est juste, r qu’elle est fausse. "
        "Jugez-les dans cet ordre ; comptent celles d’avant la première omise.",
    ),
    "audit.is": ("{n} of {all} right: {range}.", "{n} sur {all} justes : {range}."),
    "audit.none": (
        "Nothing was judged yet, of {n} made edit.|Nothing was judged yet, of {n} made edits.",
        "Rien n’a été jugé, sur {n} correction faite.|"
        "Rien n’a été jugé, sur {n} corrections faites.",
    ),
    "audit.rules": ("By rule", "Par règle"),
    "audit.right": ("Right, of the sample", "Justes, de l’échantillon"),
    "audit.stop": ("Enough?", "Assez ?"),
    "stop.good": (
        "Enough: surely above its floor.",
        "Assez : sûrement au-dessus de son plancher.",
    ),
    "stop.bad": (
        "Enough: surely below its floor; let it only propose.",
        "Assez : sûrement sous son plancher ; qu’elle propose seulement.",
    ),
    "stop.exact": ("Enough: known to a point.", "Assez : connu à un point près."),
    "stop.all": ("All were judged.", "Toutes ont été jugées."),
    "stop.no": ("Go on.", "Continuez."),
    "team": ("Team", "Équipe"),
    "team.lead": (
        "How people agree, counted by what each said first, and the edits about which two differ.",
        "L’accord entre les personnes, selon ce que chacune a dit d’abord, et leurs désaccords.",
    ),
    "team.pair": ("Two people", "Deux personnes"),
    "team.both": ("Judged by both", "Jugées par les deux"),
    "team.agreed": ("The same", "De même"),
    "team.kappa": ("Cohen’s κ", "κ de Cohen"),
    "team.none": (
        "No edit was judged by two people yet.",
        "Aucune correction n’a encore été jugée par deux personnes.",
    ),
    "team.differ": ("Disagreements ({n})", "Désaccords ({n})"),
    "team.settle": (
        "What a third person decides settles it; so does who takes the other’s side.",
        "La décision d’une troisième personne tranche ; se ranger à l’avis de l’autre aussi.",
    ),
    "team.agree": ("People differ about nothing.", "Personne n’est en désaccord."),
    "team.flagged": ("Flagged edits", "Corrections signalées"),
    "team.commented": ("Edits with comments", "Corrections commentées"),
    "said.accept": ("accepts", "accepte"),
    "said.reject": ("rejects", "rejette"),
    "said.edit": ("writes", "écrit"),
    "team.agreement": ("Agreement", "Accord"),
    "team.all.differ": ("Edits about which two differ", "Corrections en désaccord"),
    "shares": ("Who has which articles", "Qui a quels articles"),
    "shares.articles": ("Articles", "Articles"),
    "shares.done": ("Done", "Terminés"),
    "shares.left": ("Left to decide", "Reste à trancher"),
    "shares.none": ("Nobody was given articles yet.", "Aucun article n’a encore été attribué."),
    "give.do": ("Give me the next 50", "Donnez-moi les 50 suivants"),
    "give.mine": ("My articles", "Mes articles"),
    "give.back": ("Take back", "Reprendre"),
    "give.to": ("Articles for", "Articles pour"),
    "give.first": ("from No.", "du n°"),
    "give.last": ("to No.", "au n°"),
    "give.range": ("Give this range", "Attribuer cette plage"),
    "assign.nobody": ("nobody here is called that", "personne ici ne s’appelle ainsi"),
    "assign.numbers": ("a range is two whole numbers", "une plage, ce sont deux nombres entiers"),
    "assign.begin": ("Begin", "Commencer"),
    "did.give": (
        "{n} article given; nobody else gets it.|{n} articles given; nobody else gets them.",
        "{n} article attribué ; personne d’autre ne le reçoit.|"
        "{n} articles attribués ; personne d’autre ne les reçoit.",
    ),
    "did.give.none": (
        "Nothing was left to give there.|Nothing was left to give there.",
        "Il n’y restait rien à attribuer.|Il n’y restait rien à attribuer.",
    ),
    "did.back": (
        "{n} article taken back.|{n} articles taken back.",
        "{n} article repris.|{n} articles repris.",
    ),
    "did.back.none": (
        "Nothing was left to take back.|Nothing was left to take back.",
        "Il n’y avait rien à reprendre.|Il n’y avait rien à reprendre.",
    ),
    "who": ("Decided by", "Tranchées par"),
    "whose": ("Articles of", "Articles de"),
    "noted.differ": ("two differ", "en désaccord"),
    "article.number": ("No. {n}", "n° {n}"),
    "noted": ("Notes", "Notes"),
    "noted.flagged": ("flagged", "signalées"),
    "noted.commented": ("with comments", "commentées"),
    "comment.do": ("Comment", "Commenter"),
    "comment.what": ("What is to be said of it?", "Qu’y a-t-il à en dire ?"),
    "flag.do": ("Flag", "Signaler"),
    "flagged": ("flagged", "signalée"),
    "comments": ("Comments", "Commentaires"),
    "did.comment": ("The comment is written.", "Le commentaire est inscrit."),
    "did.flag": ("Flagged.", "Signalée."),
    "did.unflag": ("Not flagged any more.", "N’est plus signalée."),
    "history": ("History", "Historique"),
    "history.lead": (
        "What was decided, the latest first. Nothing is erased: an undo is written down too.",
        "Ce qui a été décidé, le plus récent d’abord. Rien ne s’efface : une annulation "
        "s’inscrit aussi.",
    ),
    # The frame.
    "views": ("Views", "Vues"),
    "skip.main": ("Skip to the list", "Aller à la liste"),
    "progress": (
        "{decided} of {all} proposals decided ({percent} %)",
        "Tranchées : {decided} sur {all} ({percent} %)",
    ),
    "checked": (
        "{n} made edit checked|{n} made edits checked",
        "{n} correction faite vérifiée|{n} corrections faites vérifiées",
    ),
    "reviewer": ("Reviewer", "Relecture"),
    "keys": ("Keys", "Touches"),
    "other": ("Français", "English"),
    "waiting": (
        "Not saved yet: {n}. The review does not answer; it is asked again.",
        "Pas encore enregistré : {n}. La relecture ne répond pas ; nouvel essai.",
    ),
    "lost": (
        "The review refused this: {why}",
        "La relecture a refusé : {why}",
    ),
    # Filters.
    "filter": ("Filter", "Filtrer"),
    "search": ("Search", "Chercher"),
    "any": ("any", "toutes"),
    "low": ("Probability from", "Probabilité de"),
    "high": ("to", "à"),
    "clear": ("Show all again", "Tout réafficher"),
    "decision.open": ("to decide", "à trancher"),
    "decision.auto": ("made, not checked", "faites, non vérifiées"),
    "decision.accepted": ("accepted", "acceptées"),
    "decision.rejected": ("rejected", "rejetées"),
    "decision.edited": ("edited", "réécrites"),
    "decision.decided": ("decided", "tranchées"),
    "decision.all": ("all", "toutes"),
    "none": ("Nothing passes this filter.", "Rien ne passe ce filtre."),
    "none.open": (
        "Nothing is left to decide here. Well done.",
        "Il ne reste rien à trancher ici. Bravo.",
    ),
    "next": ("Next page", "Page suivante"),
    "previous.article": ("Previous article", "Article précédent"),
    "next.article": ("Next article", "Article suivant"),
    "more": ("Further in this article", "Suite de cet article"),
    "elided": (
        "{n} character left out|{n} characters left out",
        "{n} caractère omis|{n} caractères omis",
    ),
    # An edit.
    "state.open": ("to decide", "à trancher"),
    "state.auto": ("made", "faite"),
    "state.accepted": ("accepted", "acceptée"),
    "state.rejected": ("rejected", "rejetée"),
    "state.edited": ("edited", "réécrite"),
    "by": ("by {who}", "par {who}"),
    "lines": ("{n} line|{n} lines", "{n} ligne|{n} lignes"),
    "accept": ("Accept", "Accepter"),
    "reject": ("Reject", "Rejeter"),
    "edit.do": ("Edit", "Réécrire"),
    "undo": ("Undo", "Annuler"),
    "word.do": ("Reject and protect the word", "Rejeter et protéger le mot"),
    "accept.all": ("Accept it|Accept all {n}", "L’accepter|Accepter les {n}"),
    "reject.all": ("Reject it|Reject all {n}", "La rejeter|Rejeter les {n}"),
    "edit.all": ("Edit it|Edit all {n}", "La réécrire|Réécrire les {n}"),
    "candidates.all": ("For the whole series", "Pour toute la série"),
    "agreement": ("{n} of {all} accepted", "{n} sur {all} acceptées"),
    "agreement.of": ("of a sample of {n}", "sur un échantillon de {n}"),
    "agreement.none": (
        "Nothing of it was judged yet.|No line of a sample of {n} was judged yet.",
        "Rien n’en a encore été jugé.|Aucune ligne d’un échantillon de {n} n’a encore été jugée.",
    ),
    "split": ("Split", "Diviser"),
    "split.left": ("Split by the word before", "Diviser selon le mot d’avant"),
    "split.right": ("Split by the word after", "Diviser selon le mot d’après"),
    "split.lead.left": (
        "The series by the word before it: decide for each group.",
        "La série selon le mot qui précède : tranchez pour chaque groupe.",
    ),
    "split.lead.right": (
        "The series by the word after it: decide for each group.",
        "La série selon le mot qui suit : tranchez pour chaque groupe.",
    ),
    "split.more": ("Only the largest groups are shown.", "Seuls les plus grands sont montrés."),
    "sort": ("In order", "Dans l’ordre"),
    "sort.lot": ("drawn by lot", "tiré au sort"),
    "sort.left": ("of the text before", "du texte d’avant"),
    "sort.right": ("of the text after", "du texte d’après"),
    "left": ("Word before", "Mot d’avant"),
    "right": ("Word after", "Mot d’après"),
    "open": ("Show the lines", "Voir les lignes"),
    "in.article": ("In the article", "Dans l’article"),
    "in.series": ("The series", "La série"),
    "becomes": ("becomes", "devient"),
    "detail": ("The chosen edit", "La correction choisie"),
    "choose": ("Choose an edit with j and k.", "Choisissez une correction avec j et k."),
    "choose.series": (
        "A and R decide about the series, digits and e write it; Enter shows its lines.",
        "A et R tranchent pour la série, chiffres et e la réécrivent ; Entrée montre ses lignes.",
    ),
    "candidate": ("Choose {text}", "Choisir {text}"),
    # The editor.
    "editor": ("What is to stand there?", "Que faut-il écrire ici ?"),
    "editor.was": ("It was", "Il y avait"),
    "save": ("Save", "Enregistrer"),
    "cancel": ("Cancel", "Abandonner"),
    # Files.
    "export": ("Export", "Exporter"),
    "export.lead": (
        "Write the dump as it was decided, or what the filter lets through.",
        "Écrire le corpus tel qu’il a été tranché, ou ce qui passe le filtre.",
    ),
    "export.dump": ("The dump", "Le corpus"),
    "export.dump.hint": (
        "Writes the folder reviewed beside the run, as rature apply does.",
        "Écrit le dossier reviewed à côté du corpus, comme rature apply.",
    ),
    "export.apply": ("Write the dump again", "Récrire le corpus"),
    "export.shown": (
        "What is shown: {n} edit|What is shown: {n} edits",
        "Ce qui est montré : {n} correction|Ce qui est montré : {n} corrections",
    ),
    "export.html": ("Page for people (HTML)", "Page à lire (HTML)"),
    "export.csv": ("Table (CSV)", "Tableau (CSV)"),
    "export.jsonl": ("Records (JSONL)", "Données (JSONL)"),
    "export.tmx": ("Pairs (TMX)", "Paires (TMX)"),
    "export.patch": ("Patch", "Patch"),
    "export.said": ("What people said", "Ce qui a été dit"),
    "export.decisions": ("Decisions", "Décisions"),
    "export.jobs": ("Files", "Fichiers"),
    "export.begun": ("It is being written.", "L’écriture commence."),
    "export.running": ("being written", "en cours"),
    "export.save": ("Save", "Enregistrer"),
    "export.unknown": ("there is no such export", "cet export n’existe pas"),
    "did.apply": (
        "{n} article differs from the run: {{path}}|{n} articles differ from the run: {{path}}",
        "{n} article diffère : {{path}}|{n} articles diffèrent : {{path}}",
    ),
    "did.export": ("{n} line written.|{n} lines written.", "{n} ligne écrite.|{n} lignes écrites."),
    "did.export.articles": (
        "{n} article written.|{n} articles written.",
        "{n} article écrit.|{n} articles écrits.",
    ),
    # The glossary.
    "glossary": ("Add to the glossary", "Ajouter au glossaire"),
    "glossary.do": ("Glossary", "Glossaire"),
    "glossary.before": ("What stands there", "Ce qui s’y trouve"),
    "glossary.after": ("What it becomes", "Ce qu’il devient"),
    "glossary.when": ("When", "Quand"),
    "glossary.always": ("always", "toujours"),
    "glossary.never": ("never", "jamais"),
    "glossary.scope": ("Where", "Où"),
    "glossary.project": ("in this project", "dans ce projet"),
    "glossary.dump": ("in this dump", "dans ce corpus"),
    "glossary.hint": (
        "The series is decided now; later runs hold to it.",
        "La série est tranchée à présent ; les nettoyages suivants s’y tiendront.",
    ),
    # What people mend themselves.
    "mend.hint": (
        "Something missed? Select the words, or step through them with the keys.",
        "Un oubli ? Sélectionnez les mots, ou parcourez-les au clavier.",
    ),
    "mend.do": ("Replace words", "Remplacer des mots"),
    "mend.on": (
        "Arrows or h and l step from word to word, Shift extends, Enter replaces, Escape leaves.",
        "Les flèches ou h et l vont de mot en mot, Maj étend, Entrée remplace, Échap quitte.",
    ),
    "mend.none": ("There are no words here.", "Il n’y a pas de mots ici."),
    "mend.long": ("Choose at most {n} characters.", "Choisissez au plus {n} caractères."),
    "overlap.stands": (
        "an edit stands there already ({text}): edit or reject that one",
        "une correction y est déjà faite ({text}) : réécrivez-la ou rejetez-la",
    ),
    "overlap.hand": (
        "it overlaps the edit of « {text} », which stands: reject that first",
        "elle chevauche la correction de « {text} », qui est faite : rejetez d’abord celle-ci",
    ),
    "picks": ("Replaced elsewhere by", "Remplacé ailleurs par"),
    "offer.do": ("Offer it everywhere", "Le proposer partout"),
    "did.mend": ("Replaced by hand.", "Remplacé à la main."),
    "did.beneath": (
        "{n} proposal beneath rejected.|{n} proposals beneath rejected.",
        "{n} proposition en dessous rejetée.|{n} propositions en dessous rejetées.",
    ),
    "did.offer": (
        "The same words stand at {n} other place: proposed there, nothing is decided.|"
        "The same words stand at {n} other places: proposed there, nothing is decided.",
        "Les mêmes mots sont à {n} autre endroit : c’est proposé, rien n’est tranché.|"
        "Les mêmes mots sont à {n} autres endroits : c’est proposé, rien n’est tranché.",
    ),
    # What was done.
    "did.accept": ("Accepted", "Accepté"),
    "did.reject": ("Rejected", "Rejeté"),
    "did.edit": ("Edited", "Réécrit"),
    "did.undo": ("Undone", "Annulé"),
    "did.nothing": ("There is nothing to undo.", "Il n’y a rien à annuler."),
    "did.none": ("Nothing was left to decide there.", "Il n’y restait rien à trancher."),
    "did.over": ("{who} had decided otherwise.", "{who} en avait décidé autrement."),
    "did.same": ("{who} had decided the same.", "{who} en avait décidé de même."),
    "did.unword": (
        "{word} is no longer protected in {path}.",
        "{word} n’est plus protégé dans {path}.",
    ),
    "did.unentry": (
        "{entry} is no longer in {path}.",
        "{entry} n’est plus dans {path}.",
    ),
    "did.always.project": (
        "{entry}, always: written into {path} for the project.",
        "{entry}, toujours : inscrit dans {path} pour le projet.",
    ),
    "did.never.project": (
        "{entry}, never: written into {path} for the project.",
        "{entry}, jamais : inscrit dans {path} pour le projet.",
    ),
    "did.always.dump": (
        "{entry}, always: written into {path} beside the run; give it to the next with --glossary.",
        "{entry}, toujours : inscrit dans {path}, à côté du corpus ; --glossary le prendra.",
    ),
    "did.never.dump": (
        "{entry}, never: written into {path} beside the run; give it to the next with --glossary.",
        "{entry}, jamais : inscrit dans {path}, à côté du corpus ; --glossary le prendra.",
    ),
    "did.word": (
        "{word} is protected from now on, in {path}.",
        "{word} est protégé désormais, dans {path}.",
    ),
    "gone": (
        "This edit is not in the run any more: load the page again.",
        "Cette correction n’est plus dans le corpus : rechargez la page.",
    ),
    "last": ("That was the last one.", "C’était la dernière."),
    "first": ("That is the first one.", "C’est la première."),
    "end": ("Nothing more to decide here.", "Plus rien à trancher ici."),
    # Rules.
    "made.judged": ("Made, right", "Faites, justes"),
    "proposed.judged": ("Proposed, right", "Proposées, justes"),
    "of": ("{n} of {all}", "{n} sur {all}"),
    "floor": ("Floor", "Plancher"),
    "range": ("Precision, 95 % range", "Précision, intervalle à 95 %"),
    "judge": ("Judge a sample", "Juger un échantillon"),
    "proposal.review": (
        "Too many of the edits that these rules made were wrong. To have them proposed only, "
        "write into {path}:",
        "Trop de corrections faites par ces règles étaient fausses. Pour qu’elles soient "
        "seulement proposées, écrivez dans {path} :",
    ),
    "worst": ("Series by what was rejected", "Séries, selon ce qui a été rejeté"),
    "no.verdicts": ("Nothing was decided yet.", "Rien n’a encore été tranché."),
    "accepted.n": ("Accepted", "Acceptées"),
    "rejected.n": ("Rejected", "Rejetées"),
    "edited.n": ("Edited", "Réécrites"),
    # History.
    "undone": ("undone", "annulé"),
    "and.more": ("and {n} more|and {n} more", "et {n} autre|et {n} autres"),
    "stale": (
        "{n} decision no longer fits its text and is not applied:|"
        "{n} decisions no longer fit their text and are not applied:",
        "{n} décision ne va plus avec son texte et n’est pas appliquée :|"
        "{n} décisions ne vont plus avec leur texte et ne sont pas appliquées :",
    ),
    "stale.source": ("the text has changed", "le texte a changé"),
    "stale.gone": ("this edit is no longer proposed", "cette correction n’est plus proposée"),
    "stale.overlap": ("another edit stands there", "une autre correction occupe la place"),
    "stale.proposal": ("another text is now proposed", "un autre texte est proposé désormais"),
    # Keys.
    "key.next": ("next, previous", "suivante, précédente"),
    "key.accept": ("accept", "accepter"),
    "key.reject": ("reject", "rejeter"),
    "key.edit": ("edit", "réécrire"),
    "key.choose": ("choose that candidate", "choisir ce candidat"),
    "key.undo": ("undo my last decision", "annuler ma dernière décision"),
    "key.series": (
        "accept, reject or edit the whole series",
        "accepter, rejeter ou réécrire toute la série",
    ),
    "key.split": (
        "split the series by the word before or after",
        "diviser la série selon le mot d’avant ou d’après",
    ),
    "key.sort": (
        "sort the lines by lot, by the text before, after",
        "trier les lignes au sort, selon le texte d’avant, d’après",
    ),
    "key.word": ("reject, and protect the word", "rejeter et protéger le mot"),
    "key.glossary": ("into the glossary: always or never", "au glossaire : toujours ou jamais"),
    "key.mend": (
        "replace words that nothing marks: step with arrows, Enter",
        "remplacer des mots que rien ne signale : flèches, Entrée",
    ),
    "key.offer": (
        "propose a change made by hand everywhere",
        "proposer partout un changement fait à la main",
    ),
    "key.finish": ("article done, or not", "article terminé, ou non"),
    "key.article": ("next, previous article", "article suivant, précédent"),
    "key.give": ("give me the next 50 articles", "donnez-moi les 50 articles suivants"),
    "key.final": ("final text beside the source", "texte final à côté de la source"),
    "key.comment": ("comment; flag", "commenter ; signaler"),
    "key.search": ("search", "chercher"),
    "key.undecided": ("next one to decide", "la prochaine à trancher"),
    "key.open": ("open the series or article", "ouvrir la série ou l’article"),
    "key.help": ("these keys", "ces touches"),
    "keys.on": ("Use these keys", "Utiliser ces touches"),
    "close": ("Close", "Fermer"),
}
"""The texts in English and French, by key."""


class Say(messages.Messages):
    """The texts of one language: those of the review, and those that all pages share."""

    __slots__ = ()

    def label_of(self, name: str) -> str:
        """Return a name with a colon, to put before what that person wrote."""
        return f"{name}\u00a0: " if self.language == "fr" else f"{name}: "

    def __call__(self, key: str, **values: object) -> str:
        """Return the text ``key`` with ``values`` filled in."""
        if key not in REVIEW_TEXTS:
            return super().__call__(key, **values)
        text = REVIEW_TEXTS[key][messages.LANGUAGES.index(self.language)]
        return text.format(**values) if values else text

"""What people say to writing tools, what these answer, and fields that were not filled in.

Start reading from :func:`writing_tools`. « Make this article SEO compatible » is an order, « As an
AI language model » an answer, ``%keyword%`` a field that a template should have filled. An article
may as well be about such tools, so a person decides, always.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from pipeline.resources import lexicon
from pipeline.text.tokens import Token, tokenize

_ENGLISH_ORDER = regex.compile(
    r"""(?:^|(?<=[.!?:]\s))[^\S\n]*+
    (?P<order>(?:(?:please|kindly|now|then|i\swant\syou\sto|your\stask\sis\sto|(?:can
      |could)\syou)\s)?
      (?:make|write|re-?write|create|generate|paraphrase|summari[sz]e|translate|act|improve
        |optimi[sz]e
        |expand|reword|rephrase|provide|ensure|avoid|use|keep)\s
      [^\n]{0,80}?\b(?:article|content|text|blog|post|paragraphs?|(?:sub)?headings?|seo|keywords?
        |\d+\swords|tone|plagiarism|rewriter|copywriter)\b)""",
    regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE,
)
_SPOKEN = regex.compile(
    r"""(?:^|(?<=[.!?:…]\s))(?:
      as\san?\s(?:AI|artificial\sintelligence)(?:\slanguage)?\s(?:model|assistant)\b[^\n.!?]{0,200}
    | as\san?\s(?:AI|artificial\sintelligence),\si\b[^\n.!?]{3,200}
    | je\ssuis\sune?\s(?:IA|intelligence\sartificielle|modèle\sde\slangage|assistante?\s(?:virtuel
    |IA)\w*)\b
      [^\n.!?]{0,40}\b(?:je|mais|et)\b[^\n.!?]{3,160}
    | (?:(?:certainly|sure|of\scourse|absolutely)\s?[!,.]\s?)?here(?:['’]s|\sis|\sare)\s
      (?:the|your|a|an)\s(?:re-?written|revised|rephrased|paraphrased|translated
        |updated)\s[^\n.!?:]{3,90}
    | (?:certainly|sure)\s?!\shere(?:['’]s|\sis)\s[^\n.!?:]{3,90}
    | je\sreste\sà\s(?:votre|ta)\sdisposition\b[^\n.!?]{0,100}
    | i\shope\sthis\s(?:helps
      |(?:article|version|text|content)\s(?:meets|helps|suits|works)\b[^\n.!?]{0,80})
    | i['’]?(?:m\ssorry|\sapologi[sz]e),?\sbut\s(?:as|i\scan(?:no|['’])t)\b[^\n.!?]{3,160}
    | let\sme\sknow\sif\syou(?:['’]d|\sneed|\swant|\swould)\b[^\n.!?]{3,120}
    | en\stant\squ(?:e\s|['’]\s?)(?:modèle\sde\slangage|modèle\sd['’]IA
      |assistante?\s(?:virtuel|IA)\w*|IA\b|intelligence\sartificielle)[^\n.!?]{0,200}
    | (?:(?:bien\ssûr|certainement|avec\splaisir|absolument)\s?[!,.]\s?)?voici\s
      (?:l['’]article|le\stexte|votre\s(?:article|texte)|une?\sversion|la\sversion|le\scontenu)\s
      (?:réécrite?|reformulée?|corrigée?|traduite?|optimisée?|améliorée?|paraphrasée?|révisée?)\b
      [^\n.!?:]{0,90}
    | voici\s(?:une?\s)?(?:autre\s|nouvel\s)?(?:article|texte|résumé|introduction|contenu)\s
      (?:(?:d['’]environ|de(?:\senviron)?)\s\d+\smots|optimisée?|unique|original|rédigé|réécrit)
      \b[^\n.!?:]{0,90}
    | (?:en\sconclusion,\s)?cet\sarticle\s(?:a\sété|est)\soptimisé\spour\s
      (?:le\s(?:référencement|seo)|les\smoteurs)\b[^\n.!?:]{0,120}
    | (?:bien\ssûr|avec\splaisir)\s?!\svoici\s[^\n.!?:]{3,90}
    | souhaitez-vous\sque\sj(?:e\s|['’])
      (?:reformule|adapte|réécrive|modifie|développe|raccourcisse|ajoute|traduise|corrige
        |continue)\b
      [^\n.!?]{3,120}
    | (?:n['’]hésitez\spas\sà|faites-moi|dites-moi)\s(?:me\s)?(?:le\s)?
      (?:(?:dire|demander|faire\ssavoir|solliciter|savoir)\b)?\s?s['’]?i(?:l\s|\s)?[^\n.!?]{0,30}?
      \b(?:souhaitez|voulez|avez\sbesoin|désirez|faut|besoin)\b[^\n.!?]{0,120}
    | si\svous\s(?:souhaitez|voulez|avez\sbesoin)\b[^\n.!?]{3,120},\s(?:n['’]hésitez\spas|je\speux
    |dites-le-moi|faites-le-moi)
      [^\n.!?]{0,90}
    | j['’]espère\sque\s(?:cel?a|ça|cette\s(?:version|réponse)|ce\stexte|cet\sarticle)\s(?:vous\s
    |te\s)?
      (?:aide\w*|convien\w+|répond\w*|sera\sutile|plaira)[^\n.!?]{0,60}
    | (?:je\ssuis\s|désolée?\s?,?\s)?(?:désolée?,?\s)?(?:mais\s)?en\stant\squ(?:e\s|['’])\s?
      (?:modèle\sde\slangage|modèle\sd['’]IA|assistante?\s(?:virtuel|IA)\w*|IA\b
        |intelligence\sartificielle)[^\n.!?]{0,200}
    | (?:je\ssuis\s)?désolée?,?\s(?:mais\s)?je\sne\s(?:peux|suis)\spas\s(?:en\smesure\s
    |capable\s)?(?:d['’]|de\s)?
      (?:accéder|aider|répondre|générer|fournir|réécrire|traduire|créer|satisfaire)[^\n.!?]{3,160}
    | (?:à\sma\sdernière\smise\sà\sjour|mes\sconnaissances\ss['’]arrêtent
    |selon\smes\sdonnées\sd['’]entraînement)[^\n.!?]{3,160}
    | (?:(?:bien\ssûr|certainement|avec\splaisir|absolument|d['’]accord)\s?[!,.]\s?)?voici\s
      (?:(?:l['’]|le\s|la\s|votre\s|une?\s|ma\s)(?:autre\s|nouvelle\s|proposition\sde\s)?
        (?:reformulation|réécriture|paraphrase|traduction|version\s(?:réécrite|reformulée|corrigée
          |traduite|améliorée|optimisée))
        |le\stexte\s(?:en\sfrançais|demandé))\b[^\n.!?:]{0,90}
    | (?:tu\ses|vous\sêtes|agis\scomme|agissez\scomme|imagine\sque\stu\ses|you\sare
    |act\sas)\s(?:an?|une?|the)\s
      (?=[^\n.!?]{0,60}\b(?:rédact\w+|journaliste|expert\w*|copywriter|writer|journalist|editor|SEO
        |assistante?)\b)
      (?=[^\n]{0,200}\b(?:réécri\w+|rédig\w+|reformul\w+|tradui\w+|articles?|textes?|contenus?
        |rewrite|write|content|SEO)\b)[^\n.!?]{5,200}
    | (?:réécri[st]|réécrivez|reformulez?|paraphrasez?|rédigez?|tradui[st]|traduisez|résumez?
    |améliorez?|corrigez?|optimisez?
      |génère|générez|transformez?|écri[st]|écrivez|ajoutez?|adaptez?|rends|rendez)(?:-moi|-le|-la
      |-les)?\s
      (?:(?:cet|l['’]|le|ce|un|une|les|la|des|en)\s?(?:\p{L}+\s){0,2}?
      (?:articles?|textes?|contenus?|paragraphes?|titres?|résumé|introduction|méta[\s-]description
        |mots[\s-]clés|sous-titres)\b
      (?=[^\n]{0,200}\b(?:suivante?s?|ci-dessous|français|mots|plagiat|SEO|style|ton|unique
        |original\w*|référencement|mots-clés
        |humain\w*|journalistique|phrases)\b|[^\n]{0,20}:)
      )[^\n]{0,220}?
    | (?:réécri[st]|réécrivez|reformulez?|paraphrasez?)(?:-moi)?\s
      (?:cet|l['’]|le|ce|les)\s?
      (?:article|texte|contenu|paragraphe)s?\b[^\n]{0,200}?
    | (?:i['’]?m\ssorry|i\sapologi[sz]e|unfortunately),?\s(?:but\s)?i\s(?:can(?:no|['’])t|am\s(?:un
    |not\s)able|do(?:n['’]t|\snot))\b[^\n.!?]{3,160}
    | as\sof\smy\s(?:last|latest)\s(?:knowledge\s)?(?:update|training)[^\n.!?]{0,160}
    |(?:please\s)?feel\sfree\sto\s(?:ask|let|adjust|modify|reach)\b[^\n.!?]{3,120}
    | is\sthere\sanything\selse\s(?:you|i)\b[^\n.!?]{3,90}
    |would\syou\slike\sme\sto\b[^\n.!?]{3,120}|if\syou(?:['’]d\slike|\sneed|\swant
    |\shave)\b[^\n.!?]{3,90},?\s(?:just\s)?let\sme\sknow
    | (?:re-?written|revised|paraphrased|rephrased|translated|spun|improved)\s(?:article|text
    |version|content|paragraph)(?=\s?:)
    | (?:article|texte|version|contenu|paragraphe)\s(?:réécrite?|reformulée?|paraphrasée?|traduite?
    |optimisée?|corrigée?)(?=\s?:)
    | como\s(?:un\s)?modelo\sde\s(?:lenguaje|IA)\b[^\n.!?]{0,160}|(?:¡?(?:claro
    |por\ssupuesto)[!,.]?\s)?aquí\s(?:tienes?|está|tiene\susted)\s(?:el|la|una?|tu|su)\s
      (?:\p{L}+\s){0,2}?(?:art[íi]culo|texto|versi[óo]n|contenido|traducci[óo]n
        |resumen)\b[^\n.!?:]{0,90}
    | (?:reescrib[ea]|parafrase[ae]|traduc[ei]|redacta|resume)\s(?:el|este|la
    |un)\s(?:siguiente\s)?(?:art[íi]culo|texto|contenido|p[áa]rrafo)\b[^\n.!?:]{0,160}
    | espero\sque\s(?:esto\s)?(?:te|le|os)\s(?:sea\sútil|ayude|sirva)[^\n.!?]{0,60}
    | als\s(?:ein\s)?(?:KI|AI)[\s-](?:sprach)?modell\b[^\n.!?]{0,160}|(?:natürlich|gerne|klar
    |selbstverständlich)?\s?[!,.]?\s?hier\s(?:ist|sind)\s(?:der|die|das|ihr|dein|eine?)\s
      (?:umgeschrieben|überarbeitet|übersetzt|umformuliert|neu\sgeschrieben|optimiert
        |korrigiert)\w*\s(?:artikel|text|version|fassung|inhalt)\b[^\n.!?:]{0,90}
    | (?:schreibe?n?|formuliere?n?|übersetze?n?)\s(?:sie\s)?(?:den|diesen|folgenden
    |das)\s(?:folgenden\s)?(?:artikel|text)\b[^\n.!?:]{0,160}
    | voici\s(?:le|un|votre)\s(?:résumé|texte|article)\b[^\n.!?:]{0,60}
      \s(?:en|d['’]environ)\s\d+\smots\b[^\n.!?:]{0,60}
    | (?:note\s?:\s|disclaimer\s?:\s)?this\s(?:is\san?|(?:article|text|page|content|story)
      \s(?:is|was|has\sbeen))\s(?:machine|automatically|auto)[-\s]?(?:translated|generated)\b
      [^\n.!?]{0,120}
    | ich\shoffe,?\sdas\shilft[^\n.!?]{0,40}|(?:certo[!,]?\s)?ecco\s(?:l['’]|il\s|una\s
    |la\s)(?:articolo|testo|versione|contenuto)\s(?:riscritt|riformulat|tradott|corrett
    |ottimizzat)[^\n.!?:]{0,90}
    | come\smodello\s(?:linguistico|di\slinguaggio|di\sIA)\b[^\n.!?]{0,160}|riscrivi\s(?:il|questo
    |l['’])\s?(?:seguente\s)?(?:articolo|testo)\b[^\n.!?:]{0,160}
    | (?:claro[!,]?\s)?aqui\sestá\s(?:o|a|uma)\s(?:artigo|texto|versão)\s(?:reescrit|reformulad
    |traduzid)[^\n.!?:]{0,90}|como\sum\smodelo\sde\slinguagem\b[^\n.!?]{0,160}
    )(?:\s?[.!?:]|(?=\n|\Z))""",
    regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE,
)
_FIELD = (
    r"(?:(?:main|focus|primary)?[ _-]?keywords?|title|city|company|product|name|your[ _]name|author"
    r"|category|excerpt|sitename|sep|date|currentyear|mots?[ _-]?cl[ée]s?|titre|ville|entreprise"
    r"|nom|(?:post|site|page|blog|article)_(?:title|name|url|date|author))"
)
_PLACEHOLDER = regex.compile(
    rf"%{{1,2}}{_FIELD}%{{1,2}}|\{{\{{?\s?{_FIELD}\s?\}}?\}}|(?<!\[)\[{_FIELD}\](?!\])|<{_FIELD}>"
    r"|\[(?:titre|chapô|citation|légende|sous-titre)(?:\s(?:de|du|d['’])\s?[^\[\]\n]{2,40})?\]"
    r"|\[(?:ins[ée]rer|insert|ajouter|add|indiquer|préciser|votre|your|nom\sd|date\sd|lieu\sd|name\sof)\s?"
    r"[^\[\]\n]{3,50}\]",
    regex.IGNORECASE,
)
_VERBS = (
    "make ,write ,create ,generate ,paraphrase ,summari,translate ,act as,improve ,optimi,expand ,"
    "reword ,rephrase ,provide ,ensure ,avoid ,use ,keep "
).split(",")
_OBJECTS = (
    "article,content,text,blog,post,paragraph,heading,seo,keyword, words,tone,plagiar,rewriter,"
    "copywriter"
).split(",")
_OPENINGS = tuple(
    "as a,as of,here,certainly,sure,of course,absolutely,i hope,i'm sorry,"
    "im sorry,i apolog,let me know,unfortunately,feel free,please feel,is there,"
    "would you,if you,you are,act as,rewritten,re-written,revised,paraphrased,"
    "rephrased,translated,spun ,improved,en tant,bien sûr,certainement,"
    "avec plaisir,absolument,d'accord,voici,souhaitez-vous,n'hésitez,faites-moi,"
    "dites-moi,si vous,j'espère,je suis,je reste,désolé,mais en tant,à ma dern,mes connais,"
    "selon mes,tu es,vous êtes,agis,imagine que,réécri,reformul,paraphras,rédige,"
    "tradui,résume,amélior,corrige,optimis,génère,transform,écri,ajoute,adapte,"
    "rends,rendez,en conclusion,cet article,article ,texte ,version ,contenu ,"
    "paragraphe ,como ,claro,"
    "¡claro,aquí,por supuesto,¡por,reescrib,traduc,redacta,resume,espero que,"
    "als ,natürlich,gerne,klar,selbstverst,hier ,schreib,formulier,übersetz,"
    "ich hoffe,certo,ecco,come modello,riscrivi,aqui est,"
    "this ,note: this,note : this,disclaimer".split(",")
)
_SENTENCE = regex.compile(r"^|[.!?:…]\s", regex.MULTILINE)
"""Prefilters, in small letters: what orders and answers have, and how answers begin."""

_LONGEST_OPENING = max(map(len, _OPENINGS))
_TOLD = min(map(len, _OPENINGS))
_HEADS = frozenset(opening[:_TOLD] for opening in _OPENINGS)
"""The letters that tell nearly all other sentences: they are looked up before all openings are."""

_LEAST_WORDS = 5
"""Words of the shortest English order."""
_AHEAD, _FRENCH_AHEAD = 4, 3
"""How many words are read to see whether French begins, and how many of them must be French."""


class Utterance(NamedTuple):
    """A half-open span that was said to or by a tool, or an unfilled field, and the reason."""

    start: int
    end: int
    reason: str


def writing_tools(text: str) -> Iterator[Utterance]:
    """Yield orders to writing tools, their answers and unfilled fields of templates."""
    yield from orders(text)
    end = 0
    for start in (match.end() for match in _SENTENCE.finditer(text)):
        head = text[start : start + _LONGEST_OPENING].lower().replace("’", "'")
        if head[:_TOLD] not in _HEADS or start < end:
            continue
        if head.startswith(_OPENINGS) and (match := _SPOKEN.match(text, start)):
            end = match.end()
            yield Utterance(*match.span(), "A writing tool speaks.")
    if any(sign in text for sign in "%{[<"):
        for match in _PLACEHOLDER.finditer(text):
            yield Utterance(*match.span(), "A template was not filled in.")


def orders(text: str) -> Iterator[Utterance]:
    """Yield English orders to a writing tool; they end where French begins."""
    small = text.lower()
    if not (any(v in small for v in _VERBS) and any(o in small for o in _OBJECTS)):
        return
    for match in _ENGLISH_ORDER.finditer(text):
        if stop := _order_end(text, match.start("order")):
            yield Utterance(match.start("order"), stop, "An order to a writing tool.")


def _order_end(text: str, start: int) -> int:
    """Return where an order that begins at ``start`` ends, 0 when too little of it is English."""
    limit = text.find("\n", start)
    limit = len(text) if limit < 0 else limit
    tokens = [token for token in tokenize(text[start:limit]) if token.is_word]
    size = next((n for n in range(len(tokens)) if _is_french_from(tokens, n)), len(tokens))
    words = tokens[:size]
    english = sum(lexicon.is_english(token.key.rstrip("-'")) for token in words)
    if size < _LEAST_WORDS or english < 0.8 * size:
        return 0
    stop = start + words[-1].stop
    while stop < limit and text[stop] in ".!:;,)?":
        stop += 1
    return stop


def _is_french_from(tokens: list[Token], n: int) -> bool:
    """Say whether French begins at a word: most of the next ones are not English."""
    ahead = tokens[n : n + _AHEAD]
    french = [t for t in ahead if lexicon.is_french(t.key) and lexicon.contrast(t.key) > 0]
    return len(french) >= _FRENCH_AHEAD and tokens[n] in french

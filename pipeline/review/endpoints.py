"""The pages of the review. Each public function answers the requests for one kind of page.

The module is longer than others because each kind of page has its function here.
"""

import json
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from pipeline.report.messages import LANGUAGES
from pipeline.review import assigning, pages, team
from pipeline.review.around import word_at
from pipeline.review.hand import MAX_MENDED
from pipeline.review.live import last_decision
from pipeline.review.model import AUTO, Filter, ReviewedEdit, Series
from pipeline.review.requests import (
    INTEGER_LIMIT,
    Review,
    audit_for,
    json_response,
    not_found,
    progress_of,
    say_of,
    whole_number,
)
from pipeline.review.store import Store
from pipeline.review.teaching import audit_of, floor_of, propose_only, review_line, standings
from pipeline.settings.config import Settings, load
from pipeline.stages import RULES

PAGE_SIZE = 25
"""Series or lines on a page, at most."""

SAMPLE_SIZE = 3
"""Lines of a series that the list of series shows."""

MAX_GROUPS = 100
"""Groups of a series that is split, at most."""

MAX_EDITS_OF_ARTICLE = 200
"""Edits of an article on a page, at most."""

MAX_EDITS_OF_FINAL = 1000
"""Edits on a page with the final text, at most."""

MAX_PICKS = 6
"""Replacements of the same words elsewhere that the editor offers, at most."""

MAX_STALE = 100
"""Stale decisions on the page of the history, at most."""

_SAID = (
    "mend.on",
    "mend.none",
    "waiting",
    "lost",
    "first",
    "last",
    "end",
    "choose",
    "choose.series",
    "undone",
    "export.save",
    "export.running",
)
"""Keys of the texts that the script of the page shows."""


def _page(request: Request, review: Review, name: str, where: Filter, **values: Any) -> Response:
    """Return the page that the template ``name`` makes of ``values``."""
    say = say_of(request)
    other = "en" if say.language == "fr" else "fr"
    parameters = {**request.query_params, "lang": other}
    html = (
        pages.environment()
        .get_template(f"{name}.html")
        .render(
            say=say,
            view=name,
            where=where,
            query=pages.query,
            narrowed=pages.narrowed,
            decisions=pages.DECISION_FILTERS,
            choices=review.store.choices(),
            people=assigning.people(review.store, review.names),
            progress=progress_of(review.store.progress(), say),
            who=request.scope["reviewer"],
            other=other,
            here=request.url.path,
            parameters=parameters,
            data=json.dumps(
                {
                    "filter": _plain(where),
                    "who": request.scope["reviewer"],
                    "view": name,
                    "last": last_decision(review.store),
                    "says": {key: say(key) for key in _SAID},
                }
            ),
            **values,
        )
    )
    response = HTMLResponse(html.encode("utf-8", "replace"))
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie("rature-lang", say.language, httponly=True, samesite="strict")
    return response


def _plain(where: Filter) -> dict[str, Any]:
    """Return a filter in the form in which pages send it back."""
    return {
        "rule": where.rule,
        "stage": where.stage,
        "decision": where.decision,
        "language": where.language,
        "low": where.low,
        "high": where.high,
        "q": where.text,
        "left": where.left,
        "right": where.right,
        "finished": where.finished,
        "noted": where.noted,
        "who": where.who,
        "whose": where.whose,
    }


def _after(request: Request, first: Callable[[str], Any]) -> tuple[Any, int] | None:
    """Return the sort key of the last row of the page before, None for the first page."""
    value = request.query_params.get("after", "")
    left, _, right = value.partition("_")
    try:
        found = first(left), int(right)
    except ValueError:
        return None
    return found if all(abs(number) < INTEGER_LIMIT for number in found) else None


def series_page(request: Request, review: Review) -> Response:
    """Show the series that pass the filter, each with a few of its lines."""
    store = review.store
    where = pages.filter_of(request.query_params)
    found = store.series(where, _after(request, int), PAGE_SIZE + 1)
    rows = found[:PAGE_SIZE]
    waiting = store.shown([one.series for one in rows], where, undecided=True)
    samples = {
        one.series: store.sample(pages.narrowed(where, series=one.series), limit=SAMPLE_SIZE)
        for one in rows
    }
    following = f"{rows[-1].shown}_{rows[-1].series}" if len(found) > PAGE_SIZE else None
    return _page(
        request,
        review,
        "series",
        where,
        rows=rows,
        waiting=waiting,
        samples=samples,
        agreements={
            n: pages.agreement_told(
                store.agreement(pages.narrowed(where, series=n), pages.CHECKED), say_of(request)
            )
            for n, left in waiting.items()
            if left > 1
        },
        following=following,
    )


def one_series_page(request: Request, review: Review) -> Response:
    """Show the lines of a series in random order."""
    series = request.path_params["series"]
    where = pages.filter_of(request.query_params)
    one = review.store.one_series(series, where) if series < INTEGER_LIMIT else None
    if one is None:
        return not_found(request)
    narrow = pages.narrowed(where, series=series)
    if (side := request.query_params.get("by")) in ("left", "right"):
        return _split_page(request, review, one, narrow, side)
    sort = request.query_params.get("sort")
    if sort in ("left", "right"):
        after = whole_number(request, "after")
        found = review.store.concordance(narrow, sort, after, PAGE_SIZE + 1)
    else:
        sort, found = "lot", review.store.sample(narrow, _after(request, int), PAGE_SIZE + 1)
    agreement = pages.agreement_told(review.store.agreement(narrow, pages.CHECKED), say_of(request))
    order = "draw" if sort == "lot" else "edit"
    own = {"one": one, "agreement": agreement, "sort": sort}
    return _lines_page(request, review, "one_series", found, order, **own)


def _split_page(
    request: Request, review: Review, one: Series, where: Filter, side: str
) -> Response:
    """Show the lines of a series by the word on one side of them, each group as a card."""
    groups = review.store.split(where, side, MAX_GROUPS + 1, SAMPLE_SIZE)
    plain = pages.narrowed(where, series=None)
    return _page(
        request,
        review,
        "split",
        plain,
        one=one,
        groups=groups[:MAX_GROUPS],
        side_of=side,
        more=len(groups) > MAX_GROUPS,
    )


def doubt_page(request: Request, review: Review) -> Response:
    """Show edits, the least certain first."""
    where = pages.filter_of(request.query_params)
    found = review.store.doubtful(where, _after(request, float), PAGE_SIZE + 1)
    return _lines_page(request, review, "doubt", found, "confidence")


def sample_page(request: Request, review: Review) -> Response:
    """Show edits in random order."""
    where = pages.filter_of(request.query_params)
    found = review.store.sample(where, _after(request, int), PAGE_SIZE + 1)
    return _lines_page(request, review, "sample", found, "draw")


def _lines_page(
    request: Request,
    review: Review,
    name: str,
    found: Sequence[ReviewedEdit],
    order: str,
    **values: Any,
) -> Response:
    """Return a page of lines, sorted by ``order``: ``draw``, ``confidence``, ``edit``."""
    where = pages.filter_of(request.query_params)
    rows = found[:PAGE_SIZE]
    following = None
    if len(found) > PAGE_SIZE:
        place = rows[-1].draw if order == "draw" else repr(rows[-1].confidence)
        following = f"{place}_{rows[-1].edit}" if order != "edit" else str(rows[-1].edit)
    return _page(
        request,
        review,
        name,
        where,
        rows=rows,
        following=following,
        **_known_of(rows, where, review.store),
        **values,
    )


def _known_of(rows: Sequence[ReviewedEdit], where: Filter, store: Store) -> dict[str, Any]:
    """Return what pages show beside lines: how many edits are alike, and which are linked."""
    series = sorted({line.series for line in rows})
    return {
        "waiting": store.shown(series, where, undecided=True),
        "linked": {line.key: store.linked(line) for line in rows if line.link is not None},
        "notes": team.comments(store, [line.key for line in rows]),
    }


def articles_page(request: Request, review: Review) -> Response:
    """Show the articles with edits that pass the filter."""
    where = pages.filter_of(request.query_params)
    found = review.store.articles(where, whole_number(request, "after"), 2 * PAGE_SIZE + 1)
    rows = found[: 2 * PAGE_SIZE]
    following = rows[-1].article if len(found) > 2 * PAGE_SIZE else None
    return _page(request, review, "articles", where, rows=rows, following=following)


def article_page(request: Request, review: Review) -> Response:
    """Show an article with its edits in place."""
    return _article(request, review, "article", MAX_EDITS_OF_ARTICLE)


def final_page(request: Request, review: Review) -> Response:
    """Show an article as it would be written now, beside its source."""
    return _article(request, review, "final", MAX_EDITS_OF_FINAL)


def _article(request: Request, review: Review, name: str, most: int) -> Response:
    """Show an article up to so many edits; the template ``final`` shows made ones alone."""
    store = review.store
    where = pages.filter_of(request.query_params)
    number = request.path_params["article"]
    found = store.article(number) if number < INTEGER_LIMIT else None
    if found is None:
        return not_found(request)
    article, source = found
    first = min(whole_number(request, "from") or 0, len(source))
    lines = store.in_article(number, first, most + 1)
    following = lines[most].start if len(lines) > most else None
    lines = lines[:most]
    own: dict[str, Any] = {}
    if name == "final":
        lines = [line for line in lines if line.made]
    else:
        lines = pages.in_view(lines)
        own = {"rows": lines, **_known_of(lines, where, store)}
    stop = len(source) if following is None else following
    previous, after = store.beside(number, where)
    return _page(
        request,
        review,
        name,
        where,
        article=article,
        pieces=list(pages.pieces(source, lines, first, stop, say_of(request))),
        further=following,
        previous=previous,
        after=after,
        **own,
    )


def words_data(request: Request, review: Review) -> Response:
    """Return words of an article, and what people have replaced them by elsewhere."""
    number = request.path_params["article"]
    found = review.store.article(number) if number < INTEGER_LIMIT else None
    start, stop = whole_number(request, "start"), whole_number(request, "end")
    say = say_of(request)
    if found is None or start is None or stop is None or not start < stop <= len(found[1]):
        return json_response({"error": say("gone")})
    if stop - start > MAX_MENDED:
        return json_response({"error": say("mend.long", n=say.number(MAX_MENDED))})
    before = found[1][start:stop]
    return json_response({"before": before, "picks": review.store.replacements(before, MAX_PICKS)})


def rules_page(request: Request, review: Review) -> Response:
    """Show how often each rule was right, and which rules should only propose."""
    settings = load(review.config) if review.config.is_file() else Settings()
    found = standings(review.store.verdicts(), RULES, dict(settings.thresholds))
    return _page(
        request,
        review,
        "rules",
        pages.filter_of(request.query_params),
        rows=found,
        worst=review.store.judged_series(),
        proposal=review_line(found, settings.review),
        config=str(review.config),
    )


def audit_page(request: Request, review: Review) -> Response:
    """Show a random sample of the edits that were made, and what the audit of them tells."""
    store = review.store
    where = pages.narrowed(pages.filter_of(request.query_params), decision=AUTO)
    found = store.sample(where, _after(request, int), PAGE_SIZE + 1)
    rows = found[:PAGE_SIZE]
    settings = load(review.config) if review.config.is_file() else Settings()
    thresholds = dict(settings.thresholds)
    audits = [
        audit_of(counts, rule, floor_of(rule, RULES, thresholds))
        for rule, counts in store.audits().items()
    ]
    under = [one.rule for one in audits if one.stop == "bad"]
    return _page(
        request,
        review,
        "audit",
        where,
        rows=rows,
        following=f"{rows[-1].draw}_{rows[-1].edit}" if len(found) > PAGE_SIZE else None,
        whole_audit=audit_for(where, store, review.config),
        audits=audits,
        proposal=propose_only(under, settings.review),
        config=str(review.config),
        **_known_of(rows, where, store),
    )


def team_page(request: Request, review: Review) -> Response:
    """Show how people agree, and the edits about which two of them differ."""
    store = review.store
    where = pages.filter_of(request.query_params)
    open_ = team.disagreements(team.judgments(store, first=False))
    keys = list(open_)[: team.MAX_DISAGREEMENTS]
    rows = [line for line in map(store.line, keys) if line is not None]
    return _page(
        request,
        review,
        "team",
        where,
        rows=rows,
        said={key: open_[key] for key in keys},
        differ=len(open_),
        pairs=team.agreements(team.judgments(store, first=True)),
        shares=assigning.shares(store),
        **_known_of(rows, where, store),
    )


def export_page(request: Request, review: Review) -> Response:
    """Show what can be written: what the filter lets through, and the dump."""
    where = pages.filter_of(request.query_params)
    if "decision" not in request.query_params:
        where = pages.narrowed(where, decision="all")
    n = review.store.count(where)
    kinds = ("html", "csv", "jsonl", "tmx", "patch")
    return _page(request, review, "export", where, shown_edits=n, kinds=kinds)


def job_data(request: Request, review: Review) -> Response:
    """Return how far a job is."""
    job = review.jobs.find(request.path_params["job"])
    if job is None:
        return not_found(request)
    found = {"done": job.done, "total": job.total, "state": job.state, "text": job.text}
    return json_response({**found, "file": job.name if job.path else None})


def job_file(request: Request, review: Review) -> Response:
    """Return what a job wrote, to be saved."""
    job = review.jobs.find(request.path_params["job"])
    if job is None or job.path is None:
        return not_found(request)
    return FileResponse(job.path, filename=job.name, media_type="application/octet-stream")


def history_page(request: Request, review: Review) -> Response:
    """Show what was decided, and which decisions no longer fit their text."""
    start = whole_number(request, "before")
    found = review.store.history(start, 2 * PAGE_SIZE + 1)
    rows = found[: 2 * PAGE_SIZE]
    stale = list(islice(review.store.stale(), MAX_STALE)) if start is None else []
    following = rows[-1].n if len(found) > 2 * PAGE_SIZE else None
    where = pages.filter_of(request.query_params)
    return _page(request, review, "history", where, rows=rows, stale=stale, following=following)


def edit_data(request: Request, review: Review) -> Response:
    """Return the texts of an edit, for the editor."""
    line = review.store.line(request.path_params["key"])
    if line is None:
        return json_response({"error": say_of(request)("gone")})
    found = review.store.article(line.article)
    word = word_at(found[1], line.start, line.stop) if found else line.before
    return json_response(
        {"before": line.before, "after": line.after, "value": line.result, "word": word}
    )

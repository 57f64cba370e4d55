"""A language server: editors show edits as diagnostics and make them as code actions.

Start reading from :func:`serve`. It speaks over standard input and output. What is written in an
editor is checked a moment after the last key, in a thread, with the ``rature.toml`` beside the
file. An edit that the program would make is a warning, a proposal an information. The actions are
to replace, with each candidate, to protect the words from now on, and to make all sure edits.
"""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from pipeline.edits import Edit
from pipeline.errors import ConfigError, PipelineError
from pipeline.io import articles
from pipeline.pipeline import Pipeline
from pipeline.report.reasons import in_language
from pipeline.result import Result, versions
from pipeline.rules import Rule
from pipeline.service.positions import EditorPlace, Positions
from pipeline.settings.config import CONFIG_NAME, Settings
from pipeline.settings.project_words import add_word
from pipeline.stages import RULES

NAME = "rature"
PROTECT = "rature.protect"
"""The command that protects words: its arguments are the URI of the text and the words."""

FIX_ALL = "source.fixAll.rature"
"""The kind of the action that makes all sure edits; editors can do it on each save."""

PAUSE = 0.3
"""Seconds after the last key before a text is checked."""

MAX_SHOWN = 60
"""Code points of a text in the title of an action."""

_SAID = {
    "replace": ("Replace by “{}”", "Remplacer par « {} »"),
    "remove": ("Remove “{}”", "Supprimer « {} »"),
    "protect": ("Protect “{}”", "Protéger « {} »"),
    "all": ("Make all sure edits ({})", "Faire toutes les corrections sûres ({})"),
    "protected": ("“{}” is protected from now on: {}", "« {} » est désormais protégé : {}"),
    "unsaved": (
        "save the text first: protected words are kept beside it",
        "enregistrez d’abord le texte : les mots protégés se gardent à côté",
    ),
}


@dataclass
class Checked:
    """What was found in a version of a text."""

    text: str
    result: Result

    def edits(self) -> Iterator[tuple[Edit, bool]]:
        """Yield the edits in order, each with whether the program would make it."""
        both = [(edit, True) for edit in self.result.edits]
        both += [(edit, False) for edit in self.result.proposals]
        yield from sorted(both, key=lambda one: (one[0].start, one[0].end))

    def linked(self, edit: Edit) -> list[Edit]:
        """Return the edits that are made together with one, itself among them."""
        if edit.group is None:
            return [edit]
        return [other for other, _ in self.edits() if other.group == edit.group]


@dataclass
class TextChecker:
    """Checks texts with the configuration beside them; what was checked is kept."""

    settings: Callable[[list[str]], Settings]
    _pipelines: dict[str, Pipeline] = field(default_factory=dict)
    _checked: dict[str, Checked] = field(default_factory=dict)

    def check(self, uri: str, text: str, language_id: str) -> Checked:
        """Return what is found in a text; raise :class:`ConfigError` for a broken configuration."""
        pipeline, key = self._pipeline(uri)
        known = self._checked.get(uri)
        if known is not None and known.text == text and self._used.get(uri) == key:
            return known
        if language_id == "html":  # the article of a page has offsets of its own
            found = Checked(text, Result(text, text))
        else:
            if language_id == "markdown":
                pipeline = articles.without_rendering(pipeline)
            found = Checked(text, articles.explain(pipeline, text, ""))
        self._checked[uri], self._used[uri] = found, key
        return found

    _used: dict[str, str] = field(default_factory=dict)

    def _pipeline(self, uri: str) -> tuple[Pipeline, str]:
        settings = self.settings([path] if (path := path_of(uri)) else [])
        key = json.dumps(settings.fingerprint(), sort_keys=True)
        if key not in self._pipelines:
            self._pipelines[key] = settings.pipeline()
        return self._pipelines[key], key

    def protect(self, uri: str, words: str) -> Path:
        """Protect words in the project of a text; return the list that holds them."""
        path = path_of(uri)
        if not path:
            raise ConfigError("unsaved")
        config = self.settings([path]).file or Path(path).parent / CONFIG_NAME
        return add_word(config, words)[0]

    def forget(self, uri: str) -> None:
        """Forget a text that was closed."""
        self._checked.pop(uri, None)
        self._used.pop(uri, None)


def path_of(uri: str) -> str:
    """Return the path of a file, "" for a text that is in no file."""
    return (to_fs_path(uri) or "") if uri.startswith("file:") else ""


class RatureServer(LanguageServer):
    """The server, with the texts that are open and what was found in them."""

    def __init__(self, checker: TextChecker) -> None:
        super().__init__(
            NAME,
            versions()["rature"],
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
        )
        self.checker = checker
        self.french = False
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._one_at_a_time = asyncio.Lock()

    def said(self, key: str, *values: object) -> str:
        """Return a text of :data:`_SAID` in the language of the editor."""
        return _SAID[key][self.french].format(*values)

    async def checked(self, uri: str) -> Checked:
        """Return what is found in the text of a document as it is now."""
        document = self.workspace.get_text_document(uri)
        text, language_id = document.source, document.language_id or ""
        async with self._one_at_a_time:
            return await asyncio.to_thread(self.checker.check, uri, text, language_id)

    def soon(self, uri: str, pause: float = PAUSE) -> None:
        """Check a document once nobody has typed for a moment."""
        if uri in self._waiting:
            self._waiting[uri].cancel()
        self._waiting[uri] = asyncio.ensure_future(self._publish(uri, pause))

    async def _publish(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        version = self.workspace.get_text_document(uri).version
        try:
            found = await self.checked(uri)
        except PipelineError as error:
            self.tell(str(error), types.MessageType.Error)
            return
        if self.workspace.get_text_document(uri).version != version:
            return  # it was typed on meanwhile, and is checked again
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, self.diagnostics(found), version)
        )

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show a message in the editor."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    def closed(self, uri: str) -> None:
        """Forget a document, and take its diagnostics away."""
        if uri in self._waiting:
            self._waiting.pop(uri).cancel()
        self.checker.forget(uri)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def positions(self, text: str) -> Positions:
        """Return the places of a text in the units that the editor counts."""
        return Positions(text, str(getattr(self.workspace.position_encoding, "value", "utf-16")))

    def diagnostics(self, found: Checked) -> list[types.Diagnostic]:
        """Return a diagnostic for each edit and proposal."""
        positions = self.positions(found.text)
        return [
            types.Diagnostic(
                range=_range(positions, edit),
                message=_message(edit, RULES[edit.rule], self.french),
                severity=(
                    types.DiagnosticSeverity.Warning
                    if made
                    else types.DiagnosticSeverity.Information
                ),
                code=edit.rule,
                source=NAME,
            )
            for edit, made in found.edits()
        ]

    def actions(
        self, uri: str, found: Checked, span: types.Range, only: list[str]
    ) -> list[types.CodeAction]:
        """Return what can be done about the edits that touch ``span``."""
        positions = self.positions(found.text)
        start, end = (
            positions.offset(EditorPlace(at.line, at.character)) for at in (span.start, span.end)
        )
        actions: list[types.CodeAction] = []
        if _wanted(types.CodeActionKind.QuickFix, only):
            for edit, made in found.edits():
                if edit.start <= end and start <= edit.end:
                    actions += self._fixes(uri, found, edit, made)
        sure = list(found.result.edits)
        if sure and _wanted(FIX_ALL, only):
            title = self.said("all", len(sure))
            change = _change(uri, positions, sure)
            actions.append(types.CodeAction(title, FIX_ALL, edit=change))
        return actions

    def _fixes(
        self, uri: str, found: Checked, edit: Edit, made: bool
    ) -> Iterator[types.CodeAction]:
        positions = self.positions(found.text)
        others = [text for text, _ in edit.candidates if text not in (edit.after, edit.before)]
        for number, text in enumerate([edit.after, *others]):
            if number:
                edits = [Edit(edit.start, edit.end, edit.before, text, edit.rule, 1.0)]
            else:
                edits = found.linked(edit)
            key, shown = ("replace", text) if text else ("remove", edit.before)
            yield types.CodeAction(
                self.said(key, _short(shown)),
                types.CodeActionKind.QuickFix,
                edit=_change(uri, positions, edits),
                is_preferred=made and number == 0,
            )
        if any(sign.isalnum() for sign in edit.before):
            title = self.said("protect", _short(edit.before))
            command = types.Command(title, PROTECT, arguments=[uri, edit.before])
            yield types.CodeAction(title, types.CodeActionKind.QuickFix, command=command)


def _range(positions: Positions, edit: Edit) -> types.Range:
    start, end = (types.Position(*positions.place(at)) for at in (edit.start, edit.end))
    return types.Range(start, end)


def _change(uri: str, positions: Positions, edits: list[Edit]) -> types.WorkspaceEdit:
    changes = [types.TextEdit(_range(positions, edit), edit.after) for edit in edits]
    return types.WorkspaceEdit(changes={uri: changes})


def _message(edit: Edit, rule: Rule, french: bool) -> str:
    reason, _ = in_language(edit.reason, "fr" if french else "en")
    shown = f"{_short(edit.before) or '∅'} → {_short(edit.after) or '∅'}"
    return f"{shown}: {reason or (rule.titre if french else rule.title)}"


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= MAX_SHOWN else f"{shown[: MAX_SHOWN - 1]}…"


def _wanted(kind: str, only: list[str]) -> bool:
    """Say whether an editor that asks for actions of the kinds ``only`` takes one of ``kind``."""
    return not only or any(kind == one or kind.startswith(f"{one}.") for one in only)


def server(settings: Callable[[list[str]], Settings]) -> RatureServer:
    """Return a server; ``settings`` gives those that hold for a path."""
    made = RatureServer(TextChecker(settings))

    @made.feature(types.INITIALIZE)
    def begin(params: types.InitializeParams) -> None:
        made.french = (params.locale or "").lower().startswith("fr")

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        made.soon(params.text_document.uri, 0)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        made.soon(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        made.soon(params.text_document.uri, 0)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        made.closed(params.text_document.uri)

    kinds = [types.CodeActionKind.QuickFix, FIX_ALL]

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(kinds))
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        try:
            found = await made.checked(uri)
        except PipelineError:  # it was told when the text was checked
            return []
        only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
        return made.actions(uri, found, params.range, only)

    @made.command(PROTECT)
    async def protect(uri: str, words: str) -> None:
        try:
            where = await asyncio.to_thread(made.checker.protect, uri, words)
        except PipelineError as error:
            said = made.said("unsaved") if str(error) == "unsaved" else str(error)
            made.tell(said, types.MessageType.Error)
            return
        made.tell(made.said("protected", words, where))
        for open_uri in list(made.workspace.text_documents):
            made.soon(open_uri, 0)

    return made


def serve(settings: Callable[[list[str]], Any]) -> None:
    """Serve an editor over standard input and output until it ends."""
    # pygls closes what it speaks over, and the program still has its own
    with os.fdopen(os.dup(0), "rb") as stdin, os.fdopen(os.dup(1), "wb") as stdout:
        server(settings).start_io(stdin, stdout)

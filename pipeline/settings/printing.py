"""Print the settings, as ``rature.toml`` or as JSON. Start reading from :func:`dump`."""

import json
from typing import Any

from pipeline.settings.config import CONFIG_NAME, KEYS, Settings


def dump(settings: Settings) -> str:
    """Return the settings as a ``rature.toml``; a comment says where each value comes from."""
    lines = [f"# {_toml(str(settings.file))}" if settings.file else f"# no {CONFIG_NAME} is found"]
    for section, keys in KEYS.items():
        lines += ["", f"[{section}]"]
        for name, one in keys.items():
            value, origin = getattr(settings, one.name), settings.origin(one.name)
            if section == "thresholds":
                lines += [f"{code} = {threshold!r}  # {origin}" for code, threshold in value]
            elif value is None:
                lines.append(f"# {name}  # {origin}: {one.metadata['unset']}")
            else:
                lines.append(f"{name} = {_toml(value)}  # {origin}")
    return "\n".join(lines)


def to_dict(settings: Settings) -> dict[str, Any]:
    """Return the settings as plain JSON types: for each key its ``value`` and its origin, ``from``.

    The fingerprint counts the protected words; the words of the lists are left out.
    """
    out: dict[str, Any] = {"file": str(settings.file) if settings.file else None}
    for section, keys in KEYS.items():
        for name, one in keys.items():
            value, origin = getattr(settings, one.name), settings.origin(one.name)
            if section == "thresholds":
                out[section] = {c: {"value": threshold, "from": origin} for c, threshold in value}
            else:
                value = list(value) if isinstance(value, tuple) else value
                out.setdefault(section, {})[name] = {"value": value, "from": origin}
    out["fingerprint"] = settings.fingerprint()
    return out


def _toml(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower()

"""What the service tells programs about itself, as OpenAPI."""

from typing import Any

from pipeline.io import records


def openapi(version: str) -> dict[str, Any]:
    """Return the description of the service."""
    one = {
        "type": "object",
        "properties": {"text": {"type": "string"}, "id": {"type": "string"}},
    }
    failures = {
        "400": {"description": "not JSON, not UTF-8, or without a text"},
        "401": {"description": "without the token"},
        "413": {"description": "too long"},
        "503": {"description": "too slow, or too many requests"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "rature", "version": version, "summary": "Clean damaged French text"},
        "components": {
            "schemas": {"Record": {**records.schema(), "$id": "record.schema.json"}},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
        "paths": {
            "/clean": {
                "post": {
                    "summary": "Clean a text, a record or a list of records",
                    "parameters": [
                        {
                            "name": name,
                            "in": "query",
                            "schema": {"type": "string"},
                            "description": told,
                        }
                        for name, told in (
                            (
                                "text_column",
                                "the field of texts; of several, title,body, each gives a record "
                                "with column, and the answer is a list",
                            ),
                            ("id_column", "the field of ids"),
                        )
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "text/plain": {"schema": {"type": "string"}},
                            "application/json": {
                                "schema": {"oneOf": [one, {"type": "array", "items": one}]}
                            },
                        },
                    },
                    "responses": {
                        "200": {
                            "description": "the record, or the list of records",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Record"}
                                }
                            },
                        },
                        **failures,
                    },
                }
            },
            "/v2/check": {
                "post": {
                    "summary": "Check a text in the manner of LanguageTool",
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/x-www-form-urlencoded": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "text": {"type": "string"},
                                        "data": {"type": "string"},
                                        "language": {"type": "string"},
                                        "apiKey": {"type": "string"},
                                    },
                                }
                            }
                        },
                    },
                    "responses": {"200": {"description": "the matches"}, **failures},
                }
            },
            "/v2/languages": {
                "get": {
                    "summary": "List the languages, in the manner of LanguageTool",
                    "responses": {"200": {"description": "French"}},
                }
            },
        },
    }

"""What the service tells programs about itself, as OpenAPI."""

from typing import Any

from pipeline.io import records
from pipeline.schemas import SCHEMA, SCHEMAS

RECORDS = {schema: "Record" if schema == SCHEMA else f"Record{schema}" for schema in SCHEMAS}
"""What each shape of the record is called in the description."""


def openapi(version: str) -> dict[str, Any]:
    """Return the description of the service."""
    string = {"type": "string"}
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
            "schemas": {
                name: {**records.schema(number), "$id": records.schema_file(number)}
                for number, name in RECORDS.items()
            },
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
                            "schema": shape,
                            "description": told,
                        }
                        for name, shape, told in (
                            (
                                "text_column",
                                string,
                                "the field of texts; of several, title,body, each gives a record "
                                "with column, and the answer is a list",
                            ),
                            ("id_column", string, "the field of ids"),
                            (
                                "schema",
                                {"enum": [*SCHEMAS]},
                                "the shape of the records, else that of the service",
                            ),
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
                                    "schema": {
                                        "anyOf": [
                                            {"$ref": f"#/components/schemas/{name}"}
                                            for name in RECORDS.values()
                                        ]
                                    }
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

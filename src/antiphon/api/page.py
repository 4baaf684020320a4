"""How to use the API, as a page that people read: drawn from the schema, without anything from elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from antiphon.api.v1 import api

KINDS = {"string": "words", "integer": "whole number", "number": "number", "boolean": "true or false", "object": "object"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show each address: what it takes, what it answers."""
    schema: dict[str, Any] = api.get_openapi_schema()  # type: ignore[assignment]
    return render(request, "api/page.html", {
        "about": schema["info"]["description"], "operations": list(operations(schema)), "shapes": list(shapes(schema)),
    })  # fmt: skip


def operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every address with its words, what it takes, and what it answers."""
    return [
        {
            "name": one["operationId"], "method": method.upper(), "path": path, "title": one["summary"],
            "words": one.get("description", ""),
            "takes": [
                {"name": taken["name"], "where": taken["in"], "kind": kind(taken["schema"]), "required": taken.get("required"),
                 "words": taken.get("description") or taken["schema"].get("description", "")}
                for taken in one.get("parameters", [])
            ],
            "body": _shape(one.get("requestBody", {})),
            "answers": [{"status": status, "shape": _shape(answer), "words": answer["description"]}
                        for status, answer in one["responses"].items()],
        }
        for path, methods in schema["paths"].items() for method, one in methods.items()
    ]  # fmt: skip


def shapes(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every shape with its fields."""
    found = schema["components"]["schemas"]
    return [
        {
            "name": name, "words": " ".join(shape.get("description", "").split()),
            "fields": [
                {"name": field, "kind": kind(about), "required": field in shape.get("required", []),
                 "words": about.get("description", "")}
                for field, about in shape.get("properties", {}).items()
            ],
        }
        for name, shape in sorted(found.items())
    ]  # fmt: skip


def kind(about: dict[str, Any]) -> str:
    """Return the kind of a value in plain words: “a list of words”, “words or nothing”."""
    if "$ref" in about:
        return str(about["$ref"].rsplit("/", 1)[-1])
    for many in ("anyOf", "oneOf", "allOf"):
        if many in about:
            return " or ".join(dict.fromkeys(kind(one) for one in about[many]))
    if "enum" in about or "const" in about:
        return " or ".join(f"“{one}”" for one in about.get("enum", [about.get("const")]))
    if about.get("type") == "array":
        return f"list of {kind(about.get('items', {}))}"
    if about.get("type") == "null":
        return "nothing"
    if about.get("format") in ("date", "date-time"):
        return "date" if about["format"] == "date" else "moment"
    return KINDS.get(str(about.get("type")), "anything")


def _shape(holder: dict[str, Any]) -> str:
    content = holder.get("content", {})
    return kind(next(iter(content.values()))["schema"]) if content else ""

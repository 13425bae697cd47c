"""What a server of this protocol refuses: the form of a request, and all of JSON schema that not every one knows."""

from typing import Any

KNOWN = {"model", "messages", "response_format", "max_completion_tokens", "max_tokens", "stream"}
WORDS = {"type", "properties", "required", "additionalProperties", "items", "enum"}
"""The keywords that every strict server knows; lengths, patterns and defaults are not among them."""


def wrong_request(body: dict[str, Any], *, strict_schema: bool) -> str:
    """Why a request is turned down, as the vendor words it; empty where it is fine."""
    unknown = set(body) - KNOWN
    if unknown:
        return f"Unrecognized request argument supplied: {sorted(unknown)[0]}"
    if not isinstance(body.get("model"), str) or not body["model"]:
        return "you must provide a model parameter"
    messages = body.get("messages")
    if not isinstance(messages, list) or [each.get("role") for each in messages] != ["system", "user"]:
        return "'messages' must be a system and a user message"
    if any(set(each) != {"role", "content"} or not isinstance(each["content"], str) for each in messages):
        return "a message has a role and a text"
    if not isinstance(body.get("max_completion_tokens", body.get("max_tokens")), int):
        return "max_completion_tokens: the answer has to be limited"
    return _wrong_form(body.get("response_format"), messages[0]["content"], strict_schema=strict_schema)


def _wrong_form(form: Any, instructions: str, *, strict_schema: bool) -> str:
    if not isinstance(form, dict):
        return "response_format is required here"
    if form == {"type": "json_object"}:
        return "" if "JSON" in instructions else "'messages' must contain the word 'json' in some form"
    if form.get("type") != "json_schema":
        return "Invalid value for response_format.type"
    if not strict_schema:
        return "response_format of type json_schema is not supported with this model"
    inner = form.get("json_schema")
    if not isinstance(inner, dict) or set(inner) != {"name", "strict", "schema"} or inner["strict"] is not True:
        return "Missing required parameter: response_format.json_schema"
    return wrong_schema(inner["schema"], top=True)


def wrong_schema(schema: Any, *, top: bool = False) -> str:
    """Why a strict server refuses a schema."""
    if not isinstance(schema, dict) or set(schema) - WORDS:
        return f"Invalid schema for response_format: {sorted(set(schema) - WORDS)}"
    kind = schema.get("type")
    if top and kind != "object":
        return "Invalid schema for response_format: the root is no object"
    if kind == "object":
        fields = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            return "Invalid schema for response_format: additionalProperties must be false"
        if sorted(schema.get("required", [])) != sorted(fields):
            return "Invalid schema for response_format: every field must be required"
        return next((why for each in fields.values() if (why := wrong_schema(each))), "")
    if kind == "array":
        return wrong_schema(schema.get("items"))
    if isinstance(kind, list):
        return "" if len(kind) == 2 and "null" in kind else "Invalid schema for response_format: a union"
    return "" if kind in ("string", "boolean", "integer", "number") else "Invalid schema for response_format: a type"


def misfit(value: Any, schema: dict[str, Any]) -> str:
    """Why an answer is none of this schema; a strict server never gives such an answer, whatever the model wants."""
    kind = schema["type"]
    if kind == "object":
        if not isinstance(value, dict) or set(value) != set(schema["properties"]):
            return "fields"
        return next((why for name, each in schema["properties"].items() if (why := misfit(value[name], each))), "")
    if kind == "array":
        if not isinstance(value, list):
            return "array"
        return next((why for each in value if (why := misfit(each, schema["items"]))), "")
    kinds = kind if isinstance(kind, list) else [kind]
    fits = {"string": isinstance(value, str), "boolean": isinstance(value, bool), "null": value is None}
    if not any(fits.get(each, False) for each in kinds):
        return "type"
    return "" if "enum" not in schema or value in schema["enum"] else "enum"

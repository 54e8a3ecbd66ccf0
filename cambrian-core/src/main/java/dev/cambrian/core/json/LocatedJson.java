package dev.cambrian.core.json;

import tools.jackson.databind.JsonNode;

/** A JSON value and the lines of its parts. */
public record LocatedJson(JsonNode root, Lines lines) {}

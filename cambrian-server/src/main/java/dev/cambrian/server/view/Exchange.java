package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import tools.jackson.databind.JsonNode;

/**
 * What was asked and what was answered, uncut and untrusted.
 *
 * @param event what the history tells of it
 * @param request as it is stored
 * @param answer as the model gave it
 */
public record Exchange(Event.LlmAnswered event, JsonNode request, String answer) {}

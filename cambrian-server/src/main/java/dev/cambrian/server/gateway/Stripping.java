package dev.cambrian.server.gateway;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes out of a request what would have the provider reach out for the organism: tools that run at
 * the provider or reach its servers (every tool but those of type {@code custom}, which the client
 * itself answers), {@code mcp_servers}, {@code container}, and media that the provider would fetch
 * (every {@code source} but of type {@code base64}, {@code text} or {@code content}). In the place
 * of a medium stands a line of text, so that its message is never empty.
 */
final class Stripping {
  private static final List<String> SERVER_MEMBERS = List.of("mcp_servers", "container");
  private static final Set<String> LOCAL_SOURCES = Set.of("base64", "text", "content");
  private static final int SHOWN = 60;

  private final List<String> stripped = new ArrayList<>();

  private Stripping() {}

  /** Changes the request and answers what was taken out, in its order. */
  static List<String> from(ObjectNode request) {
    Stripping stripping = new Stripping();
    for (String member : SERVER_MEMBERS) {
      if (request.remove(member) != null) {
        stripping.stripped.add(member);
      }
    }
    stripping.tools(request);
    stripping.blocks(request.path("system"), "system");
    JsonNode messages = request.path("messages");
    for (int i = 0; i < messages.size(); i++) {
      stripping.blocks(messages.path(i).path("content"), "messages." + i + ".content");
    }
    return List.copyOf(stripping.stripped);
  }

  private void tools(ObjectNode request) {
    if (!(request.get("tools") instanceof ArrayNode tools)) {
      return;
    }
    JsonNode chosen = request.path("tool_choice").path("name");
    for (int i = tools.size() - 1; i >= 0; i--) {
      JsonNode tool = tools.get(i);
      if (tool.path("type").isMissingNode() || tool.path("type").stringValue("").equals("custom")) {
        continue;
      }
      tools.remove(i);
      stripped.add("tools." + i + " " + Quote.bare(tool.path("type").stringValue("?"), SHOWN));
      if (chosen.isString() && chosen.equals(tool.path("name"))) {
        request.remove("tool_choice");
      }
    }
    if (tools.isEmpty()) {
      request.remove("tools");
      request.remove("tool_choice");
    }
  }

  private void blocks(JsonNode content, String path) {
    if (!(content instanceof ArrayNode blocks)) {
      return;
    }
    for (int i = 0; i < blocks.size(); i++) {
      String place = path + "." + i;
      JsonNode block = blocks.get(i);
      JsonNode source = block.path("source");
      String type = Quote.bare(block.path("type").stringValue("?"), SHOWN);
      if (type.equals("container_upload") || remote(source)) {
        stripped.add(place + " " + type);
        ObjectNode note = Json.object();
        note.put("type", "text");
        note.put("text", "[%s removed by the gateway: it is not in the request]".formatted(type));
        blocks.set(i, note);
      } else {
        blocks(block.path("content"), place + ".content");
        blocks(source.path("content"), place + ".source.content");
      }
    }
  }

  /** The source of a search result is a plain text. */
  private static boolean remote(JsonNode source) {
    return source.isObject() && !LOCAL_SOURCES.contains(source.path("type").stringValue(""));
  }
}

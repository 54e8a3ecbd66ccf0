package dev.cambrian.rig;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the programs of an image told of themselves when it was built: the image cannot change, so
 * they need not be asked again, which would take as long as their start. The file that the system
 * property {@value #PROPERTY} names is a JSON array of {@code {"command": [...], "said": [...]}};
 * where there is none, or it is not of that form, nothing is known.
 */
final class ToldBefore {
  static final String PROPERTY = "cambrian.rig.told";

  private static final ToldBefore HERE =
      Optional.ofNullable(System.getProperty(PROPERTY))
          .map(file -> read(Path.of(file)))
          .orElseGet(() -> new ToldBefore(Map.of()));

  private final Map<List<String>, List<String>> answers;

  private ToldBefore(Map<List<String>, List<String>> answers) {
    this.answers = answers;
  }

  static ToldBefore here() {
    return HERE;
  }

  static ToldBefore read(Path file) {
    Map<List<String>, List<String>> answers = new LinkedHashMap<>();
    try {
      ObjectNode root = Json.object();
      root.set("answers", StrictJson.read(Files.readAllBytes(file)));
      for (Members answer : Members.of(root).requireObjects("answers")) {
        answers.put(answer.requireStrings("command"), answer.requireStrings("said"));
      }
      return new ToldBefore(answers);
    } catch (IOException | JsonException | MalformedJsonException unknown) {
      return new ToldBefore(Map.of());
    }
  }

  static String write(Map<List<String>, List<String>> answers) {
    ArrayNode root = JsonNodeFactory.instance.arrayNode();
    answers.forEach(
        (command, said) -> {
          ObjectNode answer = root.addObject();
          command.forEach(answer.putArray("command")::add);
          said.forEach(answer.putArray("said")::add);
        });
    return Json.write(root) + "\n";
  }

  /** The lines that this very command said. */
  Optional<List<String>> by(List<String> command) {
    return Optional.ofNullable(answers.get(command));
  }
}

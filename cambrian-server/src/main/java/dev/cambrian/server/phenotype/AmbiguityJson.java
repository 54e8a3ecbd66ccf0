package dev.cambrian.server.phenotype;

import dev.cambrian.core.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An {@link Ambiguity} for programs. */
public final class AmbiguityJson {
  private AmbiguityJson() {}

  /**
   * All that {@link AmbiguityText} shows, every variant with the names of its offspring.
   *
   * @param top how many places and sections
   */
  public static ObjectNode of(Ambiguity ambiguity, int top) {
    ObjectNode json = Json.object();
    json.put("spec", ambiguity.spec().fileName());
    json.put("spec-hash", ambiguity.spec().hash());
    ArrayNode offspring = json.putArray("offspring");
    ambiguity.offspring().forEach(offspring::add);
    json.put("measure", Ambiguity.MEASURE);
    json.put("rank", Ambiguity.RANK);
    json.put("places-found", ambiguity.places().size());
    ArrayNode places = json.putArray("places");
    for (int number = 1; number <= Math.min(top, ambiguity.places().size()); number++) {
      places.add(place(number, ambiguity.places().get(number - 1)));
    }
    ArrayNode sections = json.putArray("sections");
    ambiguity.sections().stream()
        .limit(top)
        .forEach(
            it ->
                sections
                    .addObject()
                    .put("heading", it.heading())
                    .put("line", it.line())
                    .put("places", it.places())
                    .put("sum", it.sum()));
    ArrayNode notes = json.putArray("notes");
    ambiguity.notes().forEach(notes::add);
    return json;
  }

  private static ObjectNode place(int number, Place place) {
    ObjectNode json = Json.object();
    json.put("place", number);
    json.put("rank", place.rank());
    json.put("measure", place.measure());
    json.put("offspring", place.offspring());
    json.put("kind", place.kind().id());
    ArrayNode subjects = json.putArray("differs");
    place.subjects().forEach(subjects::add);
    ArrayNode sections = json.putArray("sections");
    place
        .sections()
        .forEach(
            it ->
                sections
                    .addObject()
                    .put("heading", it.heading())
                    .put("line", it.line())
                    .put("score", it.score()));
    ArrayNode variants = json.putArray("variants");
    place.variants().forEach(it -> variants.add(variant(it)));
    return json;
  }

  private static ObjectNode variant(Variant variant) {
    ObjectNode json = Json.object();
    json.put("value", variant.value());
    json.put("count", variant.offspring().size());
    ArrayNode names = json.putArray("offspring");
    variant.offspring().forEach(names::add);
    variant
        .example()
        .ifPresent(
            it -> {
              ObjectNode example = json.putObject("example");
              example.put("offspring", it.offspring());
              if (!it.path().isEmpty()) {
                example.put("path", it.path());
              }
              if (it.line() > 0) {
                example.put("line", it.line());
              }
            });
    return json;
  }
}

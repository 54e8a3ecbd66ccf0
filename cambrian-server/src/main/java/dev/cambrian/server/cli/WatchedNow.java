package dev.cambrian.server.cli;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.server.terminal.JsonText;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a server what goes on beyond its history, and tells what has changed since: why it runs, how
 * its organisms stand and what they ask. Where the server is of a version that does not tell,
 * nothing is told.
 */
final class WatchedNow {
  /** Between two looks while events come one after the other. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** What is longer ago has no part in what goes on. */
  private static final Duration RECENT = Duration.ofSeconds(10);

  private final Source source;
  private final Consumer<ObjectNode> changed;
  private Optional<ObjectNode> last = Optional.empty();
  private Optional<Long> askedNanos = Optional.empty();
  private boolean offered = true;

  /** Answers with what goes on, as the server's call tells it. */
  @FunctionalInterface
  interface Source {
    JsonNode now() throws InterruptedException;
  }

  /**
   * @param changed hears of all that goes on where anything of it is not as before
   */
  WatchedNow(Source source, Consumer<ObjectNode> changed) {
    this.source = source;
    this.changed = changed;
  }

  /** In lines for people, of which each tells one thing that is new. */
  static WatchedNow inWords(Source source, Consumer<String> lines) {
    return new WatchedNow(source, new Words(lines)::tell);
  }

  /** As objects for programs, a line each; told apart from events by their {@code type}. */
  static WatchedNow inJson(Source source, Consumer<String> lines) {
    return new WatchedNow(
        source,
        now -> {
          ObjectNode line = Json.object().put("type", "now");
          line.set("data", now);
          lines.accept(JsonText.line(line));
        });
  }

  /** Looks. A server that does not answer is another's business. */
  void ask() throws InterruptedException {
    if (!offered) {
      return;
    }
    askedNanos = Optional.of(System.nanoTime());
    try {
      ObjectNode now = Members.of(source.now()).node();
      if (!last.equals(Optional.of(now))) {
        last = Optional.of(now);
        changed.accept(now);
      }
    } catch (CliException e) {
      offered = !e.isUnknown();
    }
  }

  /**
   * Looks where an event that is shown next may have changed something.
   *
   * @param age of the event
   */
  void before(Event event, Duration age) {
    boolean begins = event instanceof Event.OfOrganism || event instanceof Event.GenerationStarted;
    if (age.compareTo(RECENT) > 0 || !(begins || rested())) {
      return;
    }
    try {
      ask();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean rested() {
    return askedNanos.filter(it -> System.nanoTime() - it < PAUSE.toNanos()).isEmpty();
  }

  /** Whether the server runs for something, or an organism lives in it, as was told last. */
  boolean ongoing() {
    return last.map(Members::of)
        .filter(it -> it.has("occasion") || !it.requireObjects("organisms").isEmpty())
        .isPresent();
  }

  /** What is new of it, in words. */
  private static final class Words {
    private final Consumer<String> lines;
    private String occasion = "";
    private final Map<String, String> states = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    Words(Consumer<String> lines) {
      this.lines = lines;
    }

    void tell(ObjectNode json) {
      try {
        Members now = Members.of(json);
        String why = now.optionalString("occasion").orElse("");
        if (!why.isEmpty() && !why.equals(occasion)) {
          lines.accept(why);
        }
        occasion = why;
        List<Members> organisms = now.requireObjects("organisms");
        organisms.forEach(this::organism);
      } catch (JsonException e) {
        throw ServerClient.notOurs(e);
      }
    }

    private void organism(Members organism) {
      String id = organism.requireString("organism-id");
      String who = "organism of generation %d: ".formatted(organism.requireInt("generation"));
      String state = organism.requireString("state");
      if (!state.equals(states.put(id, state))) {
        lines.accept(who + state);
      }
      for (Members call : organism.requireObjects("asking")) {
        String what =
            "asks %s: %s %d"
                .formatted(
                    call.requireString("model"),
                    call.requireString("purpose"),
                    call.requireInt("ordinal"));
        if (asked.add(id + what + call.requireString("since"))) {
          lines.accept(who + what);
        }
      }
    }
  }
}

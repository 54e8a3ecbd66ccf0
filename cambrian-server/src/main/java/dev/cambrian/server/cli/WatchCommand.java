package dev.cambrian.server.cli;

import dev.cambrian.core.Pause;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.server.terminal.ProgressDisplay;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows what goes on in a running server: generations, organisms, campaigns, the step of a reproduction.",
      "Begins with what is under way and goes on until Ctrl-C, with exit code 130.",
      "With a reproduction it ends: exit 0 where that is complete, 1 where it failed.",
      "A server that is gone is waited for (--patience), and then it exits 3."
    })
final class WatchCommand implements Callable<Integer> {
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final String HEAD = "cambrian_event_position ";

  /** Events among which is what is under way. */
  private static final long BACKLOG = 2_000;

  private final Session session;

  @Mixin private final ServerClient server = new ServerClient();

  @Option(
      names = "--after",
      paramLabel = "N",
      converter = Position.class,
      description = "Begin after that event of the history; 0 tells all of it.")
  private @Nullable Integer after;

  @Option(
      names = "--generation",
      paramLabel = "N",
      converter = Values.Generation.class,
      description =
          "Only that generation, until it is promoted or rolled back, or has had its verdict for 2 s and waits for that: exit 0 where it is promoted or viable, else 1, or 3 where that was no fault of its own.")
  private @Nullable Integer generation;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = Values.Seconds.class,
      description =
          "At most so long, then exit 124, or 0 where no generation is waited for; no limit by default.")
  private @Nullable Duration timeout;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      converter = Patience.class,
      defaultValue = "60",
      description =
          "Wait so long for a server that is gone, and for nothing else, 0 to 86400; 60 by default.")
  private int patience;

  @Option(
      names = "--json",
      description = {
        "One JSON object a line, the events of the history as the server sends them.",
        "Between them, with the type now, what goes on where that has changed: headline, occasion, organisms.",
        "At the end of a reproduction the last one has the type over: complete, sentence.",
        "After a failure the last one has error and exit."
      })
  private boolean json;

  WatchCommand(Session session) {
    this.session = session;
  }

  /** For the position of an event. */
  static final class Position extends Values.Whole {
    Position() {
      super(0, Integer.MAX_VALUE);
    }
  }

  /** For a patience in whole seconds. */
  static final class Patience extends Values.Whole {
    Patience() {
      super(0, 86_400);
    }
  }

  @Override
  public Integer call() {
    return new Interruptible(CLOSING).run(this::watched).code();
  }

  private ExitStatus watched() {
    try (ProgressDisplay display = Displays.forPeople(session)) {
      return watch(display);
    } catch (InterruptedException e) {
      return ExitStatus.INTERRUPTED;
    }
  }

  private ExitStatus watch(ProgressDisplay display) throws InterruptedException {
    ServerEvents events =
        new ServerEvents(
            server.server(session),
            ServerClient.authorization(session),
            Duration.ofSeconds(patience),
            Pause.SLEEP);
    long head = head();
    Optional<Outcome> outcome = generation == null ? Optional.empty() : outcome(generation);
    Watching.Sink sink =
        json
            ? new WatchedLines(session, now(it -> WatchedNow.inJson(it, session::line)))
            : new WatchedDisplay(
                session, server, display, now(it -> WatchedNow.inWords(it, display::note)));
    Watching watching =
        new Watching(
            sink,
            display,
            generation == null ? OptionalInt.empty() : OptionalInt.of(generation),
            // What is told whole needs no choice of what is still under way.
            after == null && generation == null && !json ? head : 0,
            Duration.ofSeconds(patience),
            outcome.filter(Outcome::closed).isPresent(),
            Optional.ofNullable(timeout));
    if (head == 0 && after == null && generation == null && !json) {
      watching.tellIdle();
    }
    events.follow(from(head, outcome), watching);
    session.out().flush();
    return watching.ending().or(this::tooLate).orElse(ExitStatus.OK);
  }

  /** Beside a generation that is waited for, nothing else is told. */
  private Optional<WatchedNow> now(Function<WatchedNow.Source, WatchedNow> made) {
    return generation == null
        ? Optional.of(made.apply(() -> ServerClient.json(server.get(session, "/now"))))
        : Optional.empty();
  }

  private Optional<ExitStatus> tooLate() {
    if (generation == null || timeout == null) {
      return Optional.empty();
    }
    throw new CliException(
        ExitStatus.TIMED_OUT,
        "generation %d has no verdict after %s s; it goes on, and so does 'cambrian watch --generation %d'"
            .formatted(
                generation,
                BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString(),
                generation));
  }

  /** What is judged ends at once, wherever its events are. */
  private long from(long head, Optional<Outcome> outcome) {
    if (outcome.filter(it -> it != Outcome.IN_PROGRESS).isPresent()) {
      return 0;
    }
    if (after != null) {
      return after;
    }
    if (generation != null) {
      return 0;
    }
    return json ? head : Math.max(0, head - BACKLOG);
  }

  private Optional<Outcome> outcome(int number) throws InterruptedException {
    try {
      JsonNode record = ServerClient.json(server.get(session, "/generations/" + number));
      return Outcome.of(Members.of(record).requireString("outcome"));
    } catch (JsonException e) {
      throw ServerClient.notOurs(e);
    } catch (CliException e) {
      throw e.isUnknown()
          ? CliException.usage(
              "there is no generation %d at %s; without --generation 'cambrian watch' shows what comes"
                  .formatted(number, server.server(session)))
          : e;
    }
  }

  /** The position of the last event. */
  private long head() throws InterruptedException {
    String metrics = new String(server.get(session, "/metrics"), StandardCharsets.UTF_8);
    return metrics
        .lines()
        .filter(it -> it.matches(HEAD + "[0-9]{1,18}"))
        .findFirst()
        .map(it -> Long.parseLong(it.substring(HEAD.length())))
        .orElseThrow(
            () -> ServerClient.notOurs(new IllegalStateException("it tells no " + HEAD.strip())));
  }
}

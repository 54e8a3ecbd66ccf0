package dev.cambrian.server.cli;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.EventFormatException;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.server.reproduce.Link;
import dev.cambrian.server.terminal.ProgressDisplay;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Chooses of a server's events those that are to be seen, and tells when there is no more. */
final class Watching implements ServerEvents.Listener {
  /** In which whoever spawned a generation decides on its verdict, where it does at once. */
  private static final Duration DECIDING = Duration.ofSeconds(2);

  private final Sink sink;
  private final ProgressDisplay display;
  private final OptionalInt only;
  private final long head;
  private final Duration patience;
  private final boolean closed;
  private final Optional<Duration> limit;
  private final long startedNanos = System.nanoTime();
  private final List<Heard> past = new ArrayList<>();
  private boolean caughtUp;
  private Optional<ExitStatus> ending = Optional.empty();
  private Optional<Event.VerdictGiven> undecided = Optional.empty();
  private long verdictNanos;

  /**
   * An event as it came.
   *
   * @param json all of it
   * @param correlation what it belongs to
   */
  record Heard(ObjectNode json, Event event, Instant at, UUID correlation) {}

  /** Where they are seen. */
  @FunctionalInterface
  interface Sink {
    void show(Heard heard);

    /** Nothing has come for a while. */
    default void idle() throws InterruptedException {}

    /** What the server ran for is over, as it tells it. */
    default void over(Members conclusion) {}

    /** Whether something goes on that no event tells. */
    default boolean ongoing() {
      return false;
    }
  }

  /**
   * @param only of this generation, until it is closed or its verdict waits for a decision
   * @param head of the events up to this position only those of what is still under way
   * @param closed whether that one is closed already, so that its last event is still to come
   * @param limit how long it is watched
   */
  Watching(
      Sink sink,
      ProgressDisplay display,
      OptionalInt only,
      long head,
      Duration patience,
      boolean closed,
      Optional<Duration> limit) {
    this.sink = sink;
    this.display = display;
    this.only = only;
    this.head = head;
    this.patience = patience;
    this.closed = closed;
    this.limit = limit;
    this.caughtUp = head == 0;
  }

  /** How the generation ended that was waited for. */
  Optional<ExitStatus> ending() {
    return ending;
  }

  @Override
  public boolean event(long position, String data) {
    Optional<Heard> heard = read(position, data);
    if (!caughtUp && position <= head) {
      heard.ifPresent(past::add);
      if (position == head) {
        catchUp();
      }
      return true;
    }
    if (!caughtUp) {
      catchUp();
    }
    heard.filter(this::wanted).ifPresent(this::show);
    endUndecided(System.nanoTime() - verdictNanos > DECIDING.toNanos());
    return ending.isEmpty();
  }

  private void show(Heard heard) {
    sink.show(heard);
    if (only.isPresent()) {
      ending = end(heard.event());
      if (heard.event() instanceof Event.VerdictGiven verdict) {
        undecided = Optional.of(verdict);
        verdictNanos = System.nanoTime();
      }
    }
  }

  /** A verdict on which nobody has decided yet is worth an answer: that may be never. */
  private void endUndecided(boolean waited) {
    if (closed || !waited || ending.isPresent() || undecided.isEmpty()) {
      return;
    }
    Event.VerdictGiven verdict = undecided.get();
    display.note(
        "generation %d: %s"
            .formatted(
                verdict.generation(),
                verdict
                    .failureStage()
                    .map(stage -> "not viable at %s; waits to be rolled back".formatted(stage.id()))
                    .orElse("viable; waits to be promoted")),
        Json.object());
    ending = Optional.of(verdict.viable() ? ExitStatus.OK : ExitStatus.NEGATIVE);
  }

  private static Optional<ExitStatus> end(Event event) {
    return switch (event) {
      case Event.GenerationPromoted _ -> Optional.of(ExitStatus.OK);
      case Event.GenerationRolledBack it -> Optional.of(ExitStatus.of(Link.Fault.of(it.kind())));
      default -> Optional.empty();
    };
  }

  private boolean wanted(Heard heard) {
    return only.isEmpty()
        || switch (heard.event()) {
          case Event.OfGeneration it -> it.generation() == only.getAsInt();
          case Event.LlmAnswered it ->
              it.generation() == only.getAsInt() && it.organismId().isEmpty();
          case Event.OfOrganism _, Event.OfSpec _, Event.OfCampaign _ -> false;
        };
  }

  /** Of what is past the events of what is still under way. */
  private void catchUp() {
    caughtUp = true;
    Set<String> over = new HashSet<>();
    past.forEach(it -> ended(it.event()).ifPresent(over::add));
    List<Heard> underWay = past.stream().filter(it -> !over.contains(subject(it))).toList();
    if (underWay.isEmpty()) {
      tellIdle();
    }
    underWay.forEach(this::show);
    past.clear();
  }

  /** So that silence is not taken for a failure. */
  void tellIdle() {
    if (!sink.ongoing()) {
      display.note("nothing goes on; what comes is shown, Ctrl-C ends it", Json.object());
    }
  }

  private static String subject(Heard heard) {
    return switch (heard.event()) {
      case Event.OfGeneration it -> "generation " + it.generation();
      case Event.LlmAnswered it ->
          it.organismId().map("organism "::concat).orElse("generation " + it.generation());
      case Event.OrganismStarted it -> "organism " + it.organismId();
      case Event.OrganismStopped it -> "organism " + it.organismId();
      case Event.OfCampaign it -> "campaign " + it.campaignId();
      case Event.OfSpec _ -> "spec";
    };
  }

  /** What that event ends; a verdict leaves nothing to be waited for but a decision. */
  private static Optional<String> ended(Event event) {
    return switch (event) {
      case Event.VerdictGiven it -> Optional.of("generation " + it.generation());
      case Event.GenerationPromoted it -> Optional.of("generation " + it.generation());
      case Event.GenerationRolledBack it -> Optional.of("generation " + it.generation());
      case Event.OrganismStopped it -> Optional.of("organism " + it.organismId());
      case CampaignEvent.Finished it -> Optional.of("campaign " + it.campaignId());
      case Event.OfSpec _ -> Optional.of("spec");
      default -> Optional.empty();
    };
  }

  private Optional<Heard> read(long position, String data) {
    try {
      Members members = Members.of(Json.parse(data));
      Event event =
          EventCodec.standard()
              .decode(
                  members.requireString("type"),
                  members.requireInt("schema-version"),
                  Json.write(members.require("data")));
      return Optional.of(
          new Heard(
              members.node(),
              event,
              Instant.parse(members.requireString("recorded-at")),
              UUID.fromString(members.requireString("correlation-id"))));
    } catch (EventFormatException newer) {
      display.note("event %d is left out: %s".formatted(position, newer.getMessage()));
      return Optional.empty();
    } catch (JsonException | DateTimeException | IllegalArgumentException e) {
      throw ServerClient.notOurs(e);
    }
  }

  @Override
  public boolean idle() throws InterruptedException {
    sink.idle();
    endUndecided(left().isPositive());
    return ending.isEmpty();
  }

  @Override
  public Duration left() {
    Duration past = Duration.ofNanos(System.nanoTime() - startedNanos);
    return limit.map(it -> it.minus(past)).orElse(Duration.ofDays(1));
  }

  @Override
  public void over(String data) {
    endUndecided(true);
    if (ending.isPresent()) {
      return;
    }
    try {
      Members conclusion = Members.of(Json.parse(data));
      boolean complete = conclusion.requireBoolean("complete");
      sink.over(conclusion);
      ending = Optional.of(complete && only.isEmpty() ? ExitStatus.OK : ExitStatus.NEGATIVE);
    } catch (JsonException e) {
      throw ServerClient.notOurs(e);
    }
  }

  @Override
  public void lost(String reason) {
    display.note(
        "the Supervisor is gone (%s); trying again for %d s"
            .formatted(reason, patience.toSeconds()));
  }

  @Override
  public void back() {
    display.note("the Supervisor is there again");
  }
}

package dev.cambrian.server.reproduce;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.server.api.Conclusion;
import dev.cambrian.server.gateway.GatewayListener;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.organism.OrganismListener;
import dev.cambrian.server.supervisor.EventFeed;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.terminal.EventProgress;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.WorkProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows how organisms live and grow, as the history, the gateway and their own output tell it. What
 * the core grows is none of its business.
 */
public final class Narration implements OrganismListener, GatewayListener, AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int BATCH = 100;

  private final ProgressDisplay display;
  private final IntFunction<Optional<WorkProgress.Begun>> works;
  private final Map<UUID, Heard> heard = new ConcurrentHashMap<>();
  private Optional<Follower> follower = Optional.empty();
  private volatile Optional<String> occasion = Optional.empty();
  private volatile Optional<Conclusion> conclusion = Optional.empty();

  /** What is known of an organism that runs or ran. */
  private static final class Heard {
    private final OrganismLines lines;
    private final long startedNanos = System.nanoTime();
    private volatile Duration living = Duration.ZERO;
    private volatile Optional<Refusal> refused = Optional.empty();

    Heard(OrganismLines lines) {
      this.lines = lines;
    }
  }

  /**
   * That an organism got no answer.
   *
   * @param reason one line
   */
  record Refusal(Fault fault, String reason) {}

  public Narration(ProgressDisplay display) {
    this(display, _ -> Optional.empty());
  }

  /**
   * @param works what each step of a chain is, from 1, where that is worth telling
   */
  public Narration(ProgressDisplay display, IntFunction<Optional<WorkProgress.Begun>> works) {
    this.display = display;
    this.works = works;
  }

  /** Begins with what happens from now on. */
  void follow(Supervisor supervisor) {
    follower = Optional.of(new Follower(supervisor));
  }

  /** Begins to tell of what one prints. */
  private Heard heard(UUID organismId, int generation) {
    return heard.computeIfAbsent(
        organismId,
        id ->
            new Heard(
                new OrganismLines(
                    line ->
                        note(
                            generation,
                            "| " + line,
                            EventProgress.node("organism-printed", generation, id)
                                .put("line", line)))));
  }

  /** How long it took until it ran; 0 where it never did. */
  Duration living(UUID organismId) {
    return Optional.ofNullable(heard.get(organismId)).map(it -> it.living).orElse(Duration.ZERO);
  }

  /** The last request that got no answer, where no other got one after it. */
  Optional<Refusal> refused(UUID organismId) {
    return Optional.ofNullable(heard.get(organismId)).flatMap(it -> it.refused);
  }

  /** What it printed last, to its end. */
  List<String> lastLines(UUID organismId) {
    Heard it = heard.get(organismId);
    if (it == null) {
      return List.of();
    }
    it.lines.close();
    return it.lines.last();
  }

  void step(Plan plan, int number, Optional<Integer> parent) {
    String who = parent.map("generation %d"::formatted).orElse("the core");
    String step =
        "step %d of %d: %s grows from %s"
            .formatted(number, plan.depth(), who, plan.spec(number).fileName());
    occasion = Optional.of("A reproduction runs, %s.".formatted(step));
    ObjectNode node =
        Json.object()
            .put("event", "step")
            .put("step", number)
            .put("steps", plan.depth())
            .put("spec", plan.spec(number).fileName());
    parent.ifPresent(it -> node.put("grown-by", it));
    works.apply(number).ifPresent(display::work);
    display.work(new WorkProgress.Counted(number - 1, plan.depth(), "steps", "", 1));
    display.note(step, node);
  }

  /** What goes on, as a sentence: the step that is under way; empty before the first. */
  public Optional<String> occasion() {
    return occasion;
  }

  /** The chain has come to its end. */
  void over(Chain chain) {
    conclusion =
        Optional.of(
            new Conclusion(
                chain.complete(),
                chain
                    .failure()
                    .map(
                        it ->
                            "The reproduction failed in step %d of %d: %s."
                                .formatted(
                                    chain.links().getLast().number(),
                                    chain.plan().depth(),
                                    it.reason()))
                    .orElseGet(
                        () ->
                            "The reproduction is complete: %d generations, the last is %d."
                                .formatted(
                                    chain.generations().size(), chain.generations().getLast()))));
  }

  /** How it ended; empty while it goes on. */
  public Optional<Conclusion> conclusion() {
    return conclusion;
  }

  @Override
  public void stands(Organism organism) {
    if (organism.state() == Organism.State.RUNNING) {
      Heard it = heard(organism.id(), organism.generation());
      it.living = Duration.ofNanos(System.nanoTime() - it.startedNanos);
      note(
          organism.generation(),
          "runs, built and started in " + Format.duration(it.living),
          EventProgress.node("organism-running", organism.generation(), organism.id())
              .put("elapsed-ms", it.living.toMillis()));
    }
  }

  @Override
  public void printed(Organism organism, byte[] bytes, int length) {
    heard(organism.id(), organism.generation()).lines.take(bytes, length);
  }

  @Override
  public void asking(Call call) {
    heard(call.organismId(), call.generation()).refused = Optional.empty();
    note(
        call.generation(),
        "asks %s: %s %d".formatted(call.model(), call.purpose().id(), call.ordinal()),
        EventProgress.node("organism-asking", call.generation(), call.organismId())
            .put("purpose", call.purpose().id())
            .put("ordinal", call.ordinal())
            .put("model", call.model()));
    display.work(
        new WorkProgress.Busy(
            call.organismId().toString(),
            "organism of generation %d: %s %d, %s"
                .formatted(call.generation(), call.purpose().id(), call.ordinal(), call.model()),
            Optional.empty()));
  }

  @Override
  public void refused(Call call, Fault fault, String reason) {
    display.work(new WorkProgress.Ended(call.organismId().toString()));
    heard(call.organismId(), call.generation()).refused = Optional.of(new Refusal(fault, reason));
    note(
        call.generation(),
        "gets no answer: " + reason,
        EventProgress.node("organism-refused", call.generation(), call.organismId())
            .put("reason", reason));
  }

  private void note(int generation, String line, ObjectNode node) {
    display.note("organism of generation %d: %s".formatted(generation, line), node);
  }

  /** Has everything told that has happened so far, and ends. */
  @Override
  public void close() {
    follower.ifPresent(Follower::close);
    follower = Optional.empty();
  }

  /** Reads the history on a thread of its own. */
  private final class Follower implements AutoCloseable {
    private final History history;
    private final EventFeed feed;
    private final EventProgress told;
    private final Thread thread;
    private long position;
    private volatile boolean closed;

    Follower(Supervisor supervisor) {
      history = supervisor.history();
      feed = supervisor.events();
      CambrianHome home = supervisor.home();
      told =
          new EventProgress(
              display,
              verdict -> history.get(verdict.reportBlob()).map(ReportCodec::decode),
              home.directory()::resolve);
      position = history.headPosition();
      thread = Thread.ofPlatform().daemon().name("cambrian-narration").start(this::run);
    }

    private void run() {
      try {
        while (!closed) {
          if (feed.await(position, LOOK)) {
            read();
          } else if (feed.closed()) {
            return;
          }
        }
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void read() {
      try {
        List<RecordedEvent> events;
        do {
          events = history.readAll(position, BATCH);
          for (RecordedEvent event : events) {
            position = event.position();
            tell(event);
          }
        } while (events.size() == BATCH);
      } catch (HistoryException passing) {
        // It is only shown; whoever writes the history is told.
        return;
      }
    }

    private void tell(RecordedEvent recorded) {
      Duration age = age(recorded);
      switch (recorded.event()) {
        case Event.LlmAnswered it ->
            it.organismId()
                .ifPresent(
                    id -> {
                      display.work(new WorkProgress.Ended(id));
                      told.answered(it, age);
                    });
        case Event.OrganismStarted it -> {
          Heard _ = heard(UUID.fromString(it.organismId()), it.generation());
          told.organism(it);
        }
        case Event.OrganismStopped it -> {
          display.work(new WorkProgress.Ended(it.organismId()));
          told.organism(it);
        }
        case Event.OfGeneration it -> {
          // To an organism it is no news that its answer was refused.
          if (heard.containsKey(recorded.correlationId())
              && !(it instanceof Event.AnswerRejected)) {
            told.generation(it, recorded.correlationId(), age);
          }
        }
        case Event.OfSpec _, Event.OfCampaign _ -> {}
      }
    }

    private Duration age(RecordedEvent recorded) {
      Duration age = Duration.between(recorded.recordedAt(), Instant.now());
      return age.isNegative() ? Duration.ZERO : age;
    }

    @Override
    public void close() {
      closed = true;
      thread.interrupt();
      boolean interrupted = Thread.interrupted();
      read();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

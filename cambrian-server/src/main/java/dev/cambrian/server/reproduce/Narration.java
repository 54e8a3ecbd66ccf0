package dev.cambrian.server.reproduce;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.gateway.GatewayListener;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.organism.OrganismListener;
import dev.cambrian.server.supervisor.EventFeed;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.PlainLines;
import dev.cambrian.server.terminal.ProgressDisplay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows how organisms live and grow, as the history, the gateway and their own output tell it. What
 * the core grows is none of its business.
 */
public final class Narration implements OrganismListener, GatewayListener, AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int BATCH = 100;
  private static final List<Stage> STAGES = List.of(Stage.values());

  private final ProgressDisplay display;
  private final Map<UUID, Heard> heard = new ConcurrentHashMap<>();
  private Optional<Follower> follower = Optional.empty();

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
    this.display = display;
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
                            node("organism-printed", generation, id).put("line", line)))));
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
    ObjectNode node =
        Json.object()
            .put("event", "step")
            .put("step", number)
            .put("steps", plan.depth())
            .put("spec", plan.spec(number).fileName());
    parent.ifPresent(it -> node.put("grown-by", it));
    display.note(
        "step %d of %d: %s grows from %s"
            .formatted(number, plan.depth(), who, plan.spec(number).fileName()),
        node);
  }

  @Override
  public void stands(Organism organism) {
    if (organism.state() == Organism.State.RUNNING) {
      Heard it = heard(organism.id(), organism.generation());
      it.living = Duration.ofNanos(System.nanoTime() - it.startedNanos);
      note(
          organism.generation(),
          "runs, built and started in " + Format.duration(it.living),
          node("organism-running", organism.generation(), organism.id())
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
        node("organism-asking", call.generation(), call.organismId())
            .put("purpose", call.purpose().id())
            .put("ordinal", call.ordinal())
            .put("model", call.model()));
  }

  @Override
  public void refused(Call call, Fault fault, String reason) {
    heard(call.organismId(), call.generation()).refused = Optional.of(new Refusal(fault, reason));
    note(
        call.generation(),
        "gets no answer: " + reason,
        node("organism-refused", call.generation(), call.organismId()).put("reason", reason));
  }

  private void note(int generation, String line, ObjectNode node) {
    display.note("organism of generation %d: %s".formatted(generation, line), node);
  }

  private static ObjectNode node(String event, int generation, UUID organism) {
    return Json.object()
        .put("event", event)
        .put("generation", generation)
        .put("organism", organism.toString());
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
    private final CambrianHome home;
    private final Thread thread;
    private long position;
    private volatile boolean closed;

    Follower(Supervisor supervisor) {
      history = supervisor.history();
      feed = supervisor.events();
      home = supervisor.home();
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
      switch (recorded.event()) {
        case Event.LlmAnswered it -> it.organismId().ifPresent(id -> answered(it, id));
        case Event.OrganismStarted it -> {
          UUID id = UUID.fromString(it.organismId());
          Heard _ = heard(id, it.generation());
          note(
              it.generation(),
              "lives as %s, isolation: %s".formatted(id, it.isolation()),
              node("organism-started", it.generation(), id).put("isolation", it.isolation()));
        }
        case Event.OrganismStopped it -> stopped(it);
        case Event.OfGeneration it -> {
          if (heard.containsKey(recorded.correlationId())) {
            grown(recorded, it);
          }
        }
        case Event.OfSpec _, Event.OfCampaign _ -> {}
      }
    }

    private void answered(Event.LlmAnswered it, String organism) {
      LlmAnswer answer =
          new LlmAnswer(
              "",
              it.provider(),
              it.producerModel(),
              it.stopReason(),
              it.usage(),
              it.usageKnown(),
              it.elapsed());
      ObjectNode node =
          node("organism-answered", it.generation(), UUID.fromString(organism))
              .put("purpose", it.purpose().id())
              .put("ordinal", it.ordinal())
              .put("producer-model", it.producerModel())
              .put("elapsed-ms", it.elapsed().toMillis());
      it.costMicroUsd().ifPresent(cost -> node.put("cost-micro-usd", cost));
      note(
          it.generation(),
          PlainLines.answered(
              new GrowthProgress.Answered(
                  Math.max(1, it.generation()), it.purpose(), answer, it.costMicroUsd())),
          node);
    }

    private void stopped(Event.OrganismStopped it) {
      UUID id = UUID.fromString(it.organismId());
      ObjectNode node = node("organism-stopped", it.generation(), id).put("reason", it.reason());
      it.exitCode().ifPresent(code -> node.put("exit-code", code));
      note(
          it.generation(),
          "ended: %s%s"
              .formatted(
                  it.reason(), it.exitCode().map(" with exit code %d"::formatted).orElse("")),
          node);
    }

    private void grown(RecordedEvent recorded, Event.OfGeneration event) {
      int generation = event.generation();
      switch (event) {
        case Event.GenerationStarted it ->
            display.note(
                "generation %d: spawned by generation %d".formatted(generation, it.parent()),
                node("spawned", generation, recorded.correlationId()).put("parent", it.parent()));
        case Event.ArtifactSealed it ->
            display.on(
                new GrowthProgress.Sealed(
                    generation,
                    home.directory().resolve(it.artifactRef()),
                    // With its manifest.
                    it.files().size() + 1));
        case Event.VerificationStarted it -> {
          display.on(new GrowthProgress.Verifying(generation, it.isolation()));
          display.on(new GrowthProgress.StageStarted(generation, Stage.MANIFEST));
        }
        case Event.StageFinished it -> {
          display.on(
              new GrowthProgress.StageFinished(
                  generation, it.stage(), it.passed(), Duration.ofMillis(it.durationMs())));
          next(it)
              .ifPresent(stage -> display.on(new GrowthProgress.StageStarted(generation, stage)));
        }
        case Event.VerdictGiven it ->
            history
                .get(it.reportBlob())
                .map(ReportCodec::decode)
                .ifPresent(
                    report ->
                        display.on(
                            new GrowthProgress.Judged(
                                generation, it.viable(), it.failureStage(), it.summary(), report)));
        case Event.VerificationAborted it ->
            display.note(
                "generation %d: verification aborted (%s): %s"
                    .formatted(generation, it.kind().id(), it.reason()),
                node("verification-aborted", generation, recorded.correlationId())
                    .put("failure", it.kind().id())
                    .put("reason", it.reason()));
        case Event.GenerationPromoted _ -> display.on(new GrowthProgress.Promoted(generation));
        case Event.GenerationRolledBack it ->
            display.on(new GrowthProgress.RolledBack(generation, it.kind(), it.reason()));
        case Event.AnswerRejected _, Event.BaselineReverseRun _ -> {}
      }
    }

    /** The rig goes on after a failure only from the tests on. */
    private static Optional<Stage> next(Event.StageFinished finished) {
      int position = finished.stage().position();
      boolean goesOn = finished.passed() || finished.stage() == Stage.TEST;
      return goesOn && position < STAGES.size()
          ? Optional.of(STAGES.get(position))
          : Optional.empty();
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

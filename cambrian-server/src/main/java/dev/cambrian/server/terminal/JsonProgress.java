package dev.cambrian.server.terminal;

import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One JSON object a line for each change, kebab-case; at most one {@code receiving} a second. */
public final class JsonProgress implements ProgressDisplay {

  private static final long RECEIVING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Consumer<String> lines;
  private final LongSupplier nanos;
  private final Map<Integer, Long> received = new HashMap<>();
  private final long sinceNanos;
  private String title = "";

  public JsonProgress(PrintStream out) {
    this(PlainProgress.printing(out));
  }

  /**
   * @param lines takes each of them without its end, and shows it at once
   */
  public JsonProgress(Consumer<String> lines) {
    this(lines, System::nanoTime);
  }

  JsonProgress(Consumer<String> lines, LongSupplier nanos) {
    this.lines = lines;
    this.nanos = nanos;
    this.sinceNanos = nanos.getAsLong();
  }

  @Override
  public synchronized void on(GrowthProgress progress) {
    if (progress instanceof GrowthProgress.Receiving && !due(progress.generation())) {
      return;
    }
    if (progress instanceof GrowthProgress.Judged judged) {
      PlainLines.canary(judged)
          .ifPresent(it -> lines.accept(JsonText.line(canary(judged.generation(), it))));
    }
    lines.accept(JsonText.line(node(progress)));
  }

  /** As a stage that has ended, for it is none of its own. */
  private static ObjectNode canary(int generation, CanaryCheck canary) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", "canary-finished")
        .put("passed", canary.passed())
        .put("elapsed-ms", canary.durationMs())
        .put("generation", generation);
  }

  @Override
  public synchronized void note(String line, ObjectNode node) {
    lines.accept(JsonText.line(node));
  }

  @Override
  public synchronized void work(WorkProgress progress) {
    switch (progress) {
      case WorkProgress.Begun it -> title = it.title();
      case WorkProgress.Counted it -> {
        ObjectNode node = about("progress").put("done", it.done());
        if (it.total() > 0) {
          node.put("total", it.total());
        }
        node.put("what", it.what());
        if (!it.outcome().isEmpty()) {
          node.put("outcome", it.outcome());
        }
        lines.accept(JsonText.line(node));
      }
      case WorkProgress.Step(GrowthProgress step) -> on(step);
      case WorkProgress.Named it ->
          lines.accept(
              JsonText.line(
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("event", "named")
                      .put("generation", it.generation())
                      .put("name", it.name())));
      case WorkProgress.Line(WorkProgress.Busy it) ->
          lines.accept(JsonText.line(about("busy").put("what", it.what())));
      case WorkProgress.Line(WorkProgress alone) -> work(alone);
      case WorkProgress.Spent _, WorkProgress.Busy _, WorkProgress.Ended _ -> {}
    }
  }

  private ObjectNode about(String event) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", event)
        .put("work", title)
        .put("elapsed-ms", TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - sinceNanos));
  }

  private boolean due(int generation) {
    long now = nanos.getAsLong();
    Long last = received.get(generation);
    if (last != null && now - last < RECEIVING_NANOS) {
      return false;
    }
    received.put(generation, now);
    return true;
  }

  private static ObjectNode node(GrowthProgress progress) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (progress) {
      case GrowthProgress.Started started ->
          node.put("event", "started")
              .put("attempt", started.attempt())
              .put("candidate", started.candidate())
              .put("model", started.model());
      case GrowthProgress.Asking ask ->
          node.put("event", "asking")
              .put("purpose", ask.purpose().id())
              .put("ordinal", ask.ordinal())
              .put("model", ask.model());
      case GrowthProgress.Receiving receiving ->
          node.put("event", "receiving").put("characters", receiving.characters());
      case GrowthProgress.Waiting wait ->
          node.put("event", "waiting")
              .put("reason", wait.reason())
              .put("expected-ms", wait.expected().toMillis());
      case GrowthProgress.Answered answered -> {
        var answer = answered.answer();
        node.put("event", "answered")
            .put("purpose", answered.purpose().id())
            .put("provider", answer.provider())
            .put("producer-model", answer.producerModel())
            .put("stop-reason", answer.stopReason().name().toLowerCase(Locale.ROOT))
            .put("elapsed-ms", answer.elapsed().toMillis());
        if (answer.usageKnown()) {
          node.put("input-tokens", answer.usage().input())
              .put("output-tokens", answer.usage().output());
        }
        answered.costMicroUsd().ifPresent(cost -> node.put("cost-micro-usd", cost));
      }
      case GrowthProgress.Rejected rejected ->
          node.put("event", "rejected")
              .put("rule", rejected.rule())
              .put("reason", rejected.reason());
      case GrowthProgress.Sealed sealed ->
          node.put("event", "sealed")
              .put("artifact", sealed.artifact().toString())
              .put("files", sealed.files());
      case GrowthProgress.Verifying verifying ->
          node.put("event", "verifying").put("isolation", verifying.isolation());
      case GrowthProgress.VerificationAborted aborted ->
          node.put("event", "verification-aborted")
              .put("failure", aborted.kind().id())
              .put("reason", aborted.reason())
              .put("pause-ms", aborted.pause().toMillis())
              .put("retry", aborted.retry())
              .put("retries", aborted.retries());
      case GrowthProgress.StageStarted stage ->
          node.put("event", "stage-started").put("stage", stage.stage().id());
      case GrowthProgress.StageFinished stage ->
          node.put("event", "stage-finished")
              .put("stage", stage.stage().id())
              .put("passed", stage.passed())
              .put("elapsed-ms", stage.elapsed().toMillis());
      case GrowthProgress.Judged judged -> {
        node.put("event", "judged").put("viable", judged.viable());
        judged.failureStage().ifPresent(stage -> node.put("failure-stage", stage.id()));
        node.put("summary", judged.summary());
        judged
            .report()
            .diagnostics()
            .flatMap(Diagnostics::limit)
            .ifPresent(limit -> node.put("limit", limit.id()));
        if (!judged.viable()) {
          FailedNames failed = FailedNames.of(judged.report());
          failed.tests().forEach(node.putArray("failed-tests")::add);
          failed.contracts().forEach(node.putArray("failed-contracts")::add);
          failed.vectors().forEach(node.putArray("failed-vectors")::add);
        }
      }
      case GrowthProgress.Promoted promoted -> node.put("event", "promoted");
      case GrowthProgress.RolledBack back ->
          node.put("event", "rolled-back")
              .put("failure", back.kind().id())
              .put("reason", back.reason());
    }
    return node.put("generation", progress.generation());
  }

  @Override
  public void close() {}
}

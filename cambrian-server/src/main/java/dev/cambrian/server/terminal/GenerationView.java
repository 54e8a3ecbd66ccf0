package dev.cambrian.server.terminal;

import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One generation as a growth's progress tells of it, and the lines that show it. */
final class GenerationView {

  private static final int LABEL = 10;

  private record StageView(boolean finished, boolean passed, long sinceNanos, Duration elapsed) {}

  private final int generation;
  private final Pace pace;
  private long startedNanos;
  private String name = "";
  private final Map<Stage, StageView> stages = new EnumMap<>(Stage.class);
  private String title;
  private String asking = "";
  private boolean answering;
  private long askedNanos;
  private String waiting = "";
  private long characters;
  private TokenUsage usage = TokenUsage.NONE;
  private Optional<String> artifact = Optional.empty();
  private Optional<String> isolation = Optional.empty();
  private final List<String> aborts = new ArrayList<>();
  private boolean pausing;
  private Optional<String> end = Optional.empty();
  private List<String> verdict = List.of();
  private Optional<CanaryCheck> canary = Optional.empty();
  private boolean good;

  /**
   * @param pace how long its steps usually take
   */
  GenerationView(int generation, Pace pace, long nowNanos) {
    this.generation = generation;
    this.pace = pace;
    this.startedNanos = nowNanos;
    this.title = "generation " + generation;
  }

  boolean ended() {
    return end.isPresent();
  }

  /** What it belongs to. */
  void named(String of) {
    name = SafeText.line(of) + ", ";
  }

  /** What is left of it, as far as that can be told. */
  private Optional<Duration> left(long nowNanos) {
    if (ended() || pausing || !verdict.isEmpty()) {
      return Optional.empty();
    }
    if (answering) {
      return pace.generation().map(usual -> usual.minusNanos(nowNanos - askedNanos));
    }
    for (Map.Entry<Stage, StageView> stage : stages.entrySet()) {
      if (!stage.getValue().finished()) {
        Duration gone = Duration.ofNanos(nowNanos - stage.getValue().sinceNanos());
        return pace.of(stage.getKey())
            .map(usual -> usual.compareTo(gone) > 0 ? usual.minus(gone) : Duration.ZERO)
            .flatMap(rest -> pace.after(stage.getKey()).map(rest::plus));
      }
    }
    return stages.isEmpty() && artifact.isPresent() ? pace.verification() : Optional.empty();
  }

  private String elapsed(long nowNanos) {
    return Format.duration(Duration.ofNanos(nowNanos - startedNanos))
        + left(nowNanos).map(it -> ", " + Format.left(it)).orElse("");
  }

  void apply(GrowthProgress progress, long nowNanos) {
    startedNanos = Math.min(startedNanos, nowNanos);
    switch (progress) {
      case GrowthProgress.Started started ->
          title =
              "generation %d: attempt %d%s, %s"
                  .formatted(
                      generation,
                      started.attempt(),
                      started.candidate() > 1 ? ", candidate " + started.candidate() : "",
                      SafeText.line(started.model()));
      case GrowthProgress.Asking ask -> {
        asking = "%s %d, %s".formatted(ask.purpose().id(), ask.ordinal(), ask.model());
        askedNanos = nowNanos;
        answering = true;
        characters = 0;
        waiting = "";
      }
      case GrowthProgress.Receiving receiving -> {
        characters = receiving.characters();
        waiting = "";
      }
      case GrowthProgress.Waiting wait -> waiting = PlainLines.waiting(wait);
      case GrowthProgress.Answered answered -> {
        usage = usage.plus(answered.answer().usage());
        asking = PlainLines.answered(answered);
        answering = false;
        waiting = "";
      }
      case GrowthProgress.Rejected rejected ->
          asking = "rejected: %s: %s".formatted(rejected.rule(), rejected.reason());
      case GrowthProgress.Sealed sealed ->
          artifact =
              Optional.of(
                  "%s in %s".formatted(PlainLines.files(sealed.files()), sealed.artifact()));
      case GrowthProgress.Verifying verifying -> {
        isolation = Optional.of(verifying.isolation());
        stages.clear();
        canary = Optional.empty();
        pausing = false;
      }
      case GrowthProgress.VerificationAborted aborted -> {
        aborts.add(PlainLines.aborted(aborted));
        pausing = true;
      }
      case GrowthProgress.StageStarted stage ->
          stages.put(stage.stage(), new StageView(false, false, nowNanos, Duration.ZERO));
      case GrowthProgress.StageFinished stage ->
          stages.put(stage.stage(), new StageView(true, stage.passed(), 0, stage.elapsed()));
      case GrowthProgress.Judged judged -> {
        good = judged.viable();
        canary = PlainLines.canary(judged);
        verdict = judged.viable() ? List.of() : PlainLines.verdict(judged);
      }
      case GrowthProgress.Promoted promoted -> {
        good = true;
        end = Optional.of("promoted");
      }
      case GrowthProgress.RolledBack back -> {
        good = false;
        end = Optional.of(PlainLines.rolledBack(back));
      }
    }
  }

  /** Everything, one line each. */
  List<String> lines(Style style, int width, long nowNanos) {
    List<String> lines = new ArrayList<>();
    lines.add(style.strong(Table.cut(name + title + ", " + elapsed(nowNanos), width)));
    if (!asking.isEmpty()) {
      lines.add(line("model", model(nowNanos), width));
    }
    artifact.ifPresent(text -> lines.add(line("artifact", text, width)));
    isolation.ifPresent(text -> lines.add(line("isolation", text, width)));
    aborts.forEach(text -> lines.add(style.bad(line("", text, width))));
    stages.forEach(
        (stage, view) -> {
          lines.add(stageLine(style, stage, view, width, nowNanos));
          if (stage == Stage.TEST) {
            canary.map(it -> canaryLine(style, it, width)).ifPresent(lines::add);
          }
        });
    verdict.forEach(text -> lines.add(style.bad(line("", text, width))));
    end.ifPresent(
        text -> {
          String line = line("=>", text, width);
          lines.add(good ? style.good(line) : style.bad(line));
        });
    return lines;
  }

  /** The same in one line, for when many grow at once. */
  String oneLine(int width, long nowNanos) {
    String doing = model(nowNanos);
    for (Map.Entry<Stage, StageView> stage : stages.entrySet()) {
      doing =
          (stage.getValue().finished() ? stage.getKey().id() : PlainLines.running(stage.getKey()))
              + " "
              + state(stage.getValue(), nowNanos);
    }
    if (pausing) {
      doing = aborts.getLast();
    }
    return Table.cut(
        "%s%s  %s  %s".formatted(name, title, elapsed(nowNanos), SafeText.line(end.orElse(doing))),
        width);
  }

  private String model(long nowNanos) {
    if (!waiting.isEmpty()) {
      return waiting;
    }
    if (!answering) {
      return asking;
    }
    String since = Format.duration(Duration.ofNanos(nowNanos - askedNanos));
    return characters == 0
        ? "%s: waiting for the first words, %s".formatted(asking, since)
        : "%s: %s characters, %s".formatted(asking, Format.count(characters), since);
  }

  private String stageLine(Style style, Stage stage, StageView view, int width, long nowNanos) {
    if (!view.finished()) {
      String usual =
          pace.of(stage)
              .filter(it -> it.toMillis() >= 1_000)
              .map(it -> " of " + Format.about(it))
              .orElse("");
      String with = stage == Stage.TEST ? "and its canary, " : "";
      return line(stage.id(), with + state(view, nowNanos) + usual, width);
    }
    String line = line(stage.id(), state(view, nowNanos), width);
    return view.passed() ? style.good(line) : style.bad(line);
  }

  private static String canaryLine(Style style, CanaryCheck canary, int width) {
    String line =
        line(
            "canary", "%-8s%s".formatted(PlainLines.ended(canary), PlainLines.took(canary)), width);
    return canary.passed() ? style.good(line) : style.bad(line);
  }

  private static String state(StageView view, long nowNanos) {
    if (view.finished()) {
      return (view.passed() ? "ok      " : "failed  ") + Format.duration(view.elapsed());
    }
    return "running " + Format.duration(Duration.ofNanos(nowNanos - view.sinceNanos()));
  }

  private static String line(String label, String text, int width) {
    String gap = " ".repeat(Math.max(1, LABEL - label.length()));
    return Table.cut("  " + label + gap + SafeText.line(text), width);
  }
}

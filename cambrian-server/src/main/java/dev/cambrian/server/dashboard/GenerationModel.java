package dev.cambrian.server.dashboard;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.server.view.Beyond;
import dev.cambrian.server.view.ChangedSince;
import dev.cambrian.server.view.CheckList;
import dev.cambrian.server.view.FailedCheck;
import dev.cambrian.server.view.GenerationStory;
import dev.cambrian.server.view.StageRun;
import dev.cambrian.server.view.Standing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A generation as templates show it, on a page or in a file.
 *
 * @param level of the headings of its sections: 2 or 3
 * @param place where it is shown
 */
record GenerationModel(GenerationStory story, Links links, int level, Place place) {
  private static final int LAST_LINES = 20;
  private static final int LAST_CHARACTERS = 8_000;
  private static final int LAST_LINES_OF_FILE = 100;
  private static final int LAST_CHARACTERS_OF_FILE = 32_000;
  private static final int MOST_CHECKS = 500;
  private static final int FEW = 12;

  /** Files that differ from those of what it came from. */
  static final int MOST_CHANGED = 20;

  /** What stands behind what is shown. */
  enum Place {
    /** A server that does what it is asked to. */
    SERVING,
    /** A server that changes nothing. */
    LOOKING,
    /** Nothing. */
    FILE
  }

  /** Whether a server stands behind it. */
  boolean served() {
    return place != Place.FILE;
  }

  /** Whether that server changes nothing. */
  boolean looking() {
    return place == Place.LOOKING;
  }

  GenerationRecord record() {
    return story.detail().record();
  }

  int number() {
    return record().generation();
  }

  /** One line that ends in a full stop. */
  String sentence() {
    String line = Show.line(story.sentence(), 400).strip();
    return line.matches(".*[.!?…]") ? line : line + ".";
  }

  /** Why it was closed, where its standing does not say it already; else empty. */
  String failureKind() {
    return Standing.of(record()) == Standing.CANCELLED
        ? ""
        : record().failure().map(FailureKind::id).orElse("");
  }

  /** The registered spec's title and version, else its hash. */
  String spec() {
    return story
        .detail()
        .spec()
        .map(it -> "%s %s".formatted(Show.line(it.title(), 120), Show.line(it.version(), 40)))
        .orElse(Show.hash(record().specHash()));
  }

  /** Of the last of its events, which vouches for all before it. */
  String lastDigest() {
    return story.detail().events().isEmpty() ? "" : story.detail().events().getLast().digest();
  }

  Optional<Duration> took() {
    return record().completed().map(end -> Duration.between(record().created(), end));
  }

  /** Whether there is a verdict. */
  boolean judged() {
    return record().viable().isPresent();
  }

  /** Whether it can be stopped here. */
  boolean stoppable() {
    return place == Place.SERVING && open();
  }

  boolean open() {
    return !record().outcome().closed();
  }

  /** Where its spec and its code are kept; whether they still are is seen when it is tried. */
  boolean rerunnable() {
    return place == Place.SERVING
        && record().artifactHash().isPresent()
        && story.detail().spec().isPresent();
  }

  /** What one may want to see it beside, as a number to begin with. */
  OptionalInt neighbour() {
    int before = record().retryOf().orElse(record().parent());
    int other = before > 0 ? before : number() - 1;
    return other > 0 ? OptionalInt.of(other) : OptionalInt.empty();
  }

  /** Failures that say more than the sentence does. */
  List<FailedCheck> failures() {
    String summary =
        story.detail().report().flatMap(it -> it.diagnostics()).map(it -> it.summary()).orElse("");
    return story.failures().stream()
        .filter(it -> it.failure().file().isPresent() || !it.failure().error().equals(summary))
        .toList();
  }

  /** Whether what changed since its parent is so little that it stands beside the verdict. */
  boolean changedLittle() {
    return story.changed().filter(ChangedSince::small).isPresent();
  }

  /** What failed beyond the stage that the verdict names; else empty. */
  String beyond() {
    return story.detail().report().flatMap(Beyond::of).orElse("");
  }

  /** The stage of a failure where it is beyond the one that the verdict names; else empty. */
  String stageBeyond(FailedCheck failed) {
    return story
        .detail()
        .report()
        .filter(it -> it.diagnostics().isPresent())
        .map(it -> Beyond.stage(failed.failure(), it))
        .filter(it -> !record().failureStage().equals(Optional.of(it)))
        .map(Stage::id)
        .orElse("");
  }

  Optional<CodeText> code(FailedCheck failed) {
    return failed
        .excerpt()
        .map(it -> CodeText.of(it.first(), it.marked(), it.lines(), failed.path().orElse("")));
  }

  Optional<CodeText> code(FailedCheck.Caller caller) {
    return caller
        .excerpt()
        .map(it -> CodeText.of(it.first(), it.marked(), it.lines(), caller.path()));
  }

  boolean hasCode() {
    return story.failures().stream().anyMatch(it -> it.excerpt().isPresent());
  }

  /** Those that fit on a page. */
  static List<CheckList.Check> shown(CheckList.Group group) {
    return group.checks().stream().limit(MOST_CHECKS).toList();
  }

  static int left(CheckList.Group group) {
    return Math.max(0, group.checks().size() - MOST_CHECKS);
  }

  /** Whether a group is unfolded at first. */
  static boolean unfolded(CheckList.Group group) {
    return (group.count(CheckList.Result.FAILED) > 0 && !group.informs())
        || group.checks().size() <= FEW;
  }

  /** {@code 7 passed, 1 failed}. */
  static String counts(CheckList.Group group) {
    List<String> parts = new ArrayList<>();
    for (CheckList.Result result : CheckList.Result.values()) {
      long count = group.count(result);
      if (count > 0) {
        parts.add(Show.count(count) + " " + result(result));
      }
    }
    return String.join(", ", parts);
  }

  static String result(CheckList.Result result) {
    return switch (result) {
      case PASSED -> "passed";
      case FAILED -> "failed";
      case RUNNING -> "runs";
      case WAITING -> "not yet";
      case PENDING -> "not attempted";
    };
  }

  /**
   * The mark of a result, as {@code mark.jte} draws it; empty for none. What the verdict does not
   * depend on is no failure of the generation.
   */
  static String mark(CheckList.Group group, CheckList.Result result) {
    return switch (result) {
      case PASSED -> "promoted";
      case FAILED -> group.informs() ? "" : "failed";
      case RUNNING -> "in-progress";
      case WAITING, PENDING -> "";
    };
  }

  /** What a stage's command printed last. */
  List<Output> tails(StageRun run) {
    return served()
        ? tails(run, LAST_LINES, LAST_CHARACTERS)
        : tails(run, LAST_LINES_OF_FILE, LAST_CHARACTERS_OF_FILE);
  }

  static List<Output> tails(StageRun run, int lines, int characters) {
    return run.log()
        .map(it -> tails(it, lines, characters))
        .orElseGet(
            () ->
                run.stored().stream()
                    .map(it -> new String(it, StandardCharsets.UTF_8))
                    .map(it -> new Output("output", Cut.tail(it, lines, characters), 0))
                    .toList());
  }

  static List<Output> tails(StageLog log, int lines, int characters) {
    List<Output> outputs = new ArrayList<>();
    add(outputs, "standard output", log.stdout(), lines, characters);
    add(outputs, "standard error", log.stderr(), lines, characters);
    return outputs;
  }

  private static void add(
      List<Output> outputs, String name, StageLog.Output output, int lines, int characters) {
    if (!output.text().isBlank() || output.cut() > 0) {
      outputs.add(new Output(name, Cut.tail(output.text(), lines, characters), output.cut()));
    }
  }

  /**
   * One stream of a command.
   *
   * @param lost bytes before it that were never kept
   */
  record Output(String name, Cut cut, long lost) {}
}

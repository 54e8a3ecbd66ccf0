package dev.cambrian.server.rate;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.artifact.AnswerRejectedException;
import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.trial.TrialException;
import dev.cambrian.core.trial.TrialFiles;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ReportException;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.server.rate.TrialAttempt.Ending;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a trial from its files and notes whatever in them does not agree: with each other, with the
 * spec, with what the spec's prompt is today, with what the answer makes.
 */
final class TrialReader {
  private final Spec spec;
  private final Path directory;
  private final List<String> defects = new ArrayList<>();

  private TrialReader(Spec spec, Path directory) {
    this.spec = spec;
    this.directory = directory;
  }

  /**
   * A trial and what is wrong with it.
   *
   * @param defects one line each, without the trial's name
   */
  record Read(Trial trial, List<String> defects) {}

  static Read read(Spec spec, Path directory) {
    TrialReader reader = new TrialReader(spec, directory);
    return new Read(reader.trial(), List.copyOf(reader.defects));
  }

  /** The files that an answer makes, without the spec's copy and the manifest. */
  static SortedMap<String, byte[]> files(Spec spec, Recording answer) {
    return AnswerParser.parse(answer.answer().text(), spec.toolchain(), spec.artifactPath());
  }

  private Trial trial() {
    List<TrialAttempt> attempts = new ArrayList<>();
    try {
      attempts(Recordings.read(List.of(directory)), attempts);
    } catch (CambrianException e) {
      defects.add(String.valueOf(e.getMessage()));
    }
    Trial trial =
        new Trial(TrialFiles.number(directory), directory, attempts, cause(), reproduction());
    check(trial);
    return trial;
  }

  private void attempts(Recordings recordings, List<TrialAttempt> attempts) {
    Set<Recording.Key> used = new HashSet<>();
    for (int number = 1; ; number++) {
      Purpose purpose = number == 1 ? Purpose.GENERATE : Purpose.RETRY;
      List<Recording> answers = new ArrayList<>();
      find(recordings, purpose, Math.max(1, number - 1), answers);
      if (answers.isEmpty()) {
        break;
      }
      int before = (number - 1) * Trials.REPAIRS;
      for (int repair = 1; repair <= Trials.REPAIRS && answers.size() == repair; repair++) {
        find(recordings, Purpose.REPAIR, before + repair, answers);
      }
      answers.forEach(it -> used.add(it.key()));
      attempts.add(attempt(number, answers));
    }
    for (Recording recording : recordings.all()) {
      if (!recording.request().specHash().equals(spec.hash())) {
        defects.add(
            "%s answers another spec, %s"
                .formatted(name(recording), recording.request().specHash()));
      } else if (!used.contains(recording.key())) {
        defects.add(name(recording) + " answers to nothing that is recorded");
      }
    }
  }

  private void find(Recordings recordings, Purpose purpose, int ordinal, List<Recording> answers) {
    recordings.find(new Recording.Key(spec.hash(), purpose, ordinal)).ifPresent(answers::add);
  }

  private TrialAttempt attempt(int number, List<Recording> answers) {
    Recording last = answers.getLast();
    answers.subList(0, answers.size() - 1).stream()
        .filter(this::readable)
        .forEach(it -> defects.add(name(it) + " was repaired though it can be read"));
    Optional<ViabilityReport> report = report(number);
    Optional<String> hash = Optional.empty();
    Optional<String> rejection = Optional.empty();
    try {
      if (last.answer().stopReason() == StopReason.COMPLETE) {
        hash = Optional.of(artifactHash(files(spec, last)));
      } else {
        rejection =
            Optional.of(
                last.answer().stopReason() == StopReason.REFUSED
                    ? "the model declined to answer"
                    : "the answer was cut off");
      }
    } catch (AnswerRejectedException e) {
      rejection = Optional.of(String.valueOf(e.getMessage()));
    }
    TrialAttempt attempt =
        new TrialAttempt(number, answers, ending(answers, hash, report), hash, rejection, report);
    check(attempt);
    return attempt;
  }

  private boolean readable(Recording answer) {
    try {
      return answer.answer().stopReason() == StopReason.COMPLETE && !files(spec, answer).isEmpty();
    } catch (AnswerRejectedException e) {
      return false;
    }
  }

  private static Ending ending(
      List<Recording> answers, Optional<String> hash, Optional<ViabilityReport> report) {
    if (hash.isEmpty()) {
      boolean refused = answers.getLast().answer().stopReason() == StopReason.REFUSED;
      return refused || answers.size() > Trials.REPAIRS ? Ending.UNREADABLE : Ending.OPEN;
    }
    return report.map(it -> it.viable() ? Ending.VIABLE : Ending.NON_VIABLE).orElse(Ending.OPEN);
  }

  private String artifactHash(SortedMap<String, byte[]> files) {
    SortedMap<String, byte[]> all = new TreeMap<>(files);
    all.put(spec.artifactPath(), spec.text().getBytes(StandardCharsets.UTF_8));
    return ArtifactHash.of(all);
  }

  private Optional<ViabilityReport> report(int number) {
    Path file = TrialFiles.report(directory, number);
    try {
      return TrialFiles.content(file).map(ReportCodec::decode);
    } catch (ReportException e) {
      defects.add("%s is no report: %s".formatted(file.getFileName(), e.getMessage()));
      return Optional.empty();
    }
  }

  private void check(TrialAttempt attempt) {
    Path file = TrialFiles.report(directory, attempt.number()).getFileName();
    attempt
        .report()
        .ifPresent(
            report -> {
              if (attempt.artifactHash().isEmpty()) {
                defects.add("%s is about an answer that cannot be read".formatted(file));
              } else if (!report.artifactHash().equals(attempt.artifactHash())) {
                defects.add(
                    "%s is about %s, but the recorded answer makes %s"
                        .formatted(
                            file,
                            report.artifactHash().orElse("no artifact"),
                            attempt.artifactHash().get()));
              }
              if (!report.specHash().equals(spec.hash())) {
                defects.add("%s is about another spec, %s".formatted(file, report.specHash()));
              }
            });
    attempt
        .last()
        .verdict()
        .filter(it -> attempt.ending() != Ending.OPEN && !it.id().equals(attempt.ending().id()))
        .ifPresent(
            it ->
                defects.add(
                    "%s says %s, but what lies beside it says %s"
                        .formatted(name(attempt.last()), it.id(), attempt.ending().id())));
  }

  private void check(Trial trial) {
    if (trial.attempts().isEmpty()) {
      return;
    }
    LlmRequest asked = trial.attempts().getFirst().answers().getFirst().request();
    GrowthOptions options =
        GrowthOptions.of(asked.model())
            .withMaxOutputTokens(asked.maxTokens())
            .withoutHistorySummary();
    if (!asked.equals(Grower.firstRequest(spec, options))) {
      defects.add(
          "generate-1 answers a prompt that is not the one of today's spec and program; make the trial anew");
    }
    trial
        .viable()
        .filter(it -> it.number() < trial.attempts().size())
        .ifPresent(it -> defects.add(it.name() + " was retried though it is viable"));
    trial
        .reproduction()
        .filter(
            it ->
                !Optional.of(it.artifactHash())
                    .equals(trial.viable().flatMap(TrialAttempt::artifactHash)))
        .ifPresent(
            it ->
                defects.add(
                    "%s is about %s, which is not what is viable here"
                        .formatted(TrialReproduction.FILE, it.artifactHash())));
  }

  private static String name(Recording recording) {
    return recording.request().purpose().id() + "-" + recording.request().ordinal();
  }

  private Optional<Cause> cause() {
    Optional<byte[]> content = TrialFiles.content(directory.resolve(Cause.FILE));
    if (content.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines =
        new String(content.get(), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(it -> !it.isEmpty())
            .toList();
    String first = lines.isEmpty() ? "" : lines.getFirst();
    String text = String.join(" ", lines.subList(Math.min(1, lines.size()), lines.size()));
    Optional<Cause> cause =
        first.startsWith("fault:")
            ? Cause.Fault.of(first.substring("fault:".length()).strip())
                .filter(_ -> !text.isEmpty())
                .map(fault -> new Cause(fault, text))
            : Optional.empty();
    if (cause.isEmpty()) {
      defects.add(
          Cause.FILE
              + " must begin with a line fault: spec, prompt, rig or model, and say why after it");
    }
    return cause;
  }

  private Optional<TrialReproduction> reproduction() {
    Path file = directory.resolve(TrialReproduction.FILE);
    try {
      return TrialFiles.content(file).map(TrialReproduction::decode);
    } catch (TrialException e) {
      defects.add("%s: %s".formatted(TrialReproduction.FILE, e.getMessage()));
      return Optional.empty();
    }
  }
}

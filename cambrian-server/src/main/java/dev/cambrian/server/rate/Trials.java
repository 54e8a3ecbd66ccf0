package dev.cambrian.server.rate;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.trial.TrialFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The trials of one spec, as they lie in one directory.
 *
 * @param trials ascending by their numbers
 * @param defects what does not agree, one line each; the trials are told all the same
 * @param gaps what is still to be done, one line each
 */
public record Trials(
    Path directory, Spec spec, List<Trial> trials, List<String> defects, List<String> gaps) {
  /** How often an answer is repaired that cannot be read. */
  public static final int REPAIRS = 2;

  public Trials {
    trials = List.copyOf(trials);
    defects = List.copyOf(defects);
    gaps = List.copyOf(gaps);
  }

  /**
   * Reads all trials of a spec below {@code directory}; none where there is nothing yet.
   *
   * @throws TrialException if it cannot be listed
   */
  public static Trials read(Path directory, Spec spec) {
    List<Trial> trials = new ArrayList<>();
    List<String> defects = new ArrayList<>();
    for (Path each : TrialFiles.trials(directory)) {
      TrialReader.Read read = TrialReader.read(spec, each);
      trials.add(read.trial());
      read.defects().forEach(it -> defects.add("trial %s: %s".formatted(each.getFileName(), it)));
    }
    List<String> gaps = new ArrayList<>();
    trials.stream()
        .filter(it -> !it.decided())
        .forEach(
            it -> gaps.add("trial %02d: has no verdict and is not counted".formatted(it.number())));
    missing(trials).forEach(it -> gaps.add("trial %02d: is missing".formatted(it)));
    if (grown(trials) > 1) {
      gaps.add("the organisms were to grow different specs; have them grow one with --reproduce");
    }
    return new Trials(directory, spec, trials, defects, gaps);
  }

  /** How many specs organisms were to grow, which tell of one rate only where it is one. */
  private static long grown(List<Trial> trials) {
    return trials.stream()
        .flatMap(it -> it.reproduction().stream())
        .map(TrialReproduction::lastSpecHash)
        .distinct()
        .count();
  }

  /** None may be left out. */
  private static List<Integer> missing(List<Trial> trials) {
    List<Integer> missing = new ArrayList<>();
    int next = 1;
    for (Trial trial : trials) {
      for (; next < trial.number(); next++) {
        missing.add(next);
      }
      next = trial.number() + 1;
    }
    return missing;
  }

  /** The one spec that the trials below {@code directory} answer, if they say so. */
  public static Optional<String> specHash(Path directory) {
    return specHashes(directory).stream().findFirst();
  }

  /** All specs that they answer, ascending. */
  public static List<String> specHashes(Path directory) {
    return TrialFiles.trials(directory).stream()
        .flatMap(it -> readable(it).stream())
        .map(it -> it.request().specHash())
        .distinct()
        .sorted()
        .toList();
  }

  /** What cannot be read is told when the trial is; the others may know the spec. */
  private static List<Recording> readable(Path trial) {
    try {
      return Recordings.read(List.of(trial)).all();
    } catch (CambrianException e) {
      return List.of();
    }
  }

  /**
   * The files that an attempt's answer makes, without the spec's copy and the manifest; their names
   * and contents are hostile text.
   *
   * @param attempt of these trials, one that has an artifact's hash
   * @throws dev.cambrian.core.artifact.AnswerRejectedException if the answer cannot be read
   */
  public SortedMap<String, byte[]> files(TrialAttempt attempt) {
    return TrialReader.files(spec, attempt.last());
  }

  /** Those that count. */
  public List<Trial> decided() {
    return trials.stream().filter(Trial::decided).toList();
  }

  /** The trial of that number, if anything of it is there. */
  public Optional<Trial> trial(int number) {
    return trials.stream().filter(it -> it.number() == number).findFirst();
  }
}

package dev.cambrian.server.rate;

import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.trial.TrialFiles;
import dev.cambrian.core.verdict.ViabilityReport;
import java.util.List;
import java.util.Optional;

/**
 * One attempt of a trial: the first, or an informed retry.
 *
 * @param number from 1
 * @param answers the attempt's own and its repairs, in their order; not empty
 * @param artifactHash of what the last of them makes; absent where it cannot be read
 * @param rejection why it cannot, in one line
 * @param report that lies beside it
 */
public record TrialAttempt(
    int number,
    List<Recording> answers,
    Ending ending,
    Optional<String> artifactHash,
    Optional<String> rejection,
    Optional<ViabilityReport> report) {
  public TrialAttempt {
    answers = List.copyOf(answers);
  }

  /** What became of it. */
  public enum Ending {
    VIABLE("viable"),
    NON_VIABLE("non-viable"),
    /** The answer could not be read as files, repairs included, was cut off or declined. */
    UNREADABLE("unreadable"),
    /** There is no verdict yet. */
    OPEN("no verdict");

    private final String id;

    Ending(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }

  /** What the attempt's own answer and report are called. */
  public String name() {
    return TrialFiles.base(number);
  }

  Recording last() {
    return answers.getLast();
  }

  int repairs() {
    return answers.size() - 1;
  }
}

package dev.cambrian.core.mutation;

import java.util.List;

/**
 * Something that several offspring of a spec failed at.
 *
 * @param name the stage's, test's, contract's or vector's, or the rule that an answer broke
 * @param failed by how many offspring, at least 1
 * @param samples what it said, each once, at most {@value #MAX_SAMPLES}: one line each and hostile
 *     text
 * @param printed the end of what the latest of them printed there, as {@link Excerpt} cuts it:
 *     hostile text; empty where it is not asked for or says nothing more
 */
public record FailedCheck(
    Kind kind, String name, int failed, List<String> samples, String printed) {
  public static final int MAX_SAMPLES = 3;

  /** In the order in which what fails equally often is told. */
  public enum Kind {
    ANSWER("answer"),
    STAGE("stage"),
    CONTRACT("contract"),
    VECTOR("spec vector"),
    /** A test, an error of the compiler, or what else a stage told one by one. */
    FAILURE("failure");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** One of which nothing is told that was printed. */
  public FailedCheck(Kind kind, String name, int failed, List<String> samples) {
    this(kind, name, failed, samples, "");
  }

  public FailedCheck {
    samples = List.copyOf(samples);
  }
}

package dev.cambrian.core.examine;

import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Spec;
import java.util.List;
import java.util.Optional;

/**
 * What a model wrote when it was asked for contracts, after every rule: each one kept can be run as
 * it is, has a name of its own, is none that the spec has already, and asks something that the spec
 * speaks of. Which are kept depends on the answer and the spec alone.
 *
 * @param kept in the order of the answer, at most {@value #MOST}
 * @param dropped the others, with what is said against them
 * @param unreadable why the answer holds no contracts at all, in one line; then both are empty
 */
public record WrittenContracts(
    List<Contract> kept, List<Dropped> dropped, Optional<String> unreadable) {
  /** No more of one answer are kept. */
  public static final int MOST = 40;

  public WrittenContracts {
    kept = List.copyOf(kept);
    dropped = List.copyOf(dropped);
  }

  /**
   * One that is not run.
   *
   * @param name what it calls itself, else its place such as {@code contract 3}; a model wrote it
   * @param reason in one line
   */
  public record Dropped(String name, String reason) {}

  /**
   * Reads an answer: a JSON array, alone or in the only fence of the text.
   *
   * @param spec that the contracts are of
   */
  public static WrittenContracts read(String answer, Spec spec) {
    return new ContractAnswer(spec).read(answer);
  }

  static WrittenContracts none(String why) {
    return new WrittenContracts(List.of(), List.of(), Optional.of(why));
  }
}

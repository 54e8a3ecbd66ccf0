package dev.cambrian.server.rate;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.TokenEstimate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a set of trials says in numbers. Only trials with a verdict count.
 *
 * @param trials that count
 * @param undecided that do not
 * @param repaired trials whose first attempt lives thanks to a repair of its answer, which is no
 *     success at the first try
 * @param firstTry viable as the first answer came
 * @param afterRetries viable after at most 0, 1, 2, … retries, repairs of answers included; only as
 *     far as that is known of every trial
 * @param reproduced of the viable trials whose reproduction was tried
 * @param tokens of the first answers; empty where there are none
 * @param estimated whether a provider did not tell its tokens, so that they are guessed from bytes
 * @param bytes of the first answers
 */
record Rates(
    int trials,
    int undecided,
    int repaired,
    BetaPosterior firstTry,
    List<BetaPosterior> afterRetries,
    Optional<BetaPosterior> reproduced,
    Optional<Spread> tokens,
    boolean estimated,
    Optional<Spread> bytes) {
  /** The median and the ends of some sizes; the median of an even number is the mean of two. */
  record Spread(long least, long median, long most) {
    static Optional<Spread> of(long... sizes) {
      if (sizes.length == 0) {
        return Optional.empty();
      }
      long[] sorted = sizes.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      long median =
          sorted.length % 2 == 1
              ? sorted[middle]
              : Math.round((sorted[middle - 1] + sorted[middle]) / 2.0);
      return Optional.of(new Spread(sorted[0], median, sorted[sorted.length - 1]));
    }
  }

  static Rates of(Trials set) {
    List<Trial> decided = set.decided();
    int first = (int) decided.stream().filter(Trial::viableAtFirstTry).count();
    int without = (int) decided.stream().filter(it -> it.viableAfter(0)).count();
    List<Trial> tried = decided.stream().filter(it -> it.reproduction().isPresent()).toList();
    List<LlmAnswer> answers =
        decided.stream()
            .map(it -> it.attempts().getFirst().answers().getFirst())
            .map(Recording::answer)
            .toList();
    return new Rates(
        decided.size(),
        set.trials().size() - decided.size(),
        without - first,
        new BetaPosterior(first, decided.size()),
        afterRetries(decided),
        tried.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new BetaPosterior(
                    (int)
                        tried.stream()
                            .filter(it -> it.reproduction().orElseThrow().reproduced())
                            .count(),
                    tried.size())),
        spread(answers, Rates::tokens),
        answers.stream().anyMatch(it -> !it.usageKnown()),
        spread(answers, Rates::bytes));
  }

  private static List<BetaPosterior> afterRetries(List<Trial> decided) {
    int most = decided.stream().mapToInt(it -> it.attempts().size() - 1).max().orElse(0);
    List<BetaPosterior> all = new ArrayList<>();
    for (int retries = 0; retries <= most; retries++) {
      int allowed = retries;
      if (!decided.stream().allMatch(it -> it.tells(allowed))) {
        break;
      }
      all.add(
          new BetaPosterior(
              (int) decided.stream().filter(it -> it.viableAfter(allowed)).count(),
              decided.size()));
    }
    return all;
  }

  private static Optional<Spread> spread(List<LlmAnswer> answers, ToLongFunction<LlmAnswer> size) {
    return Spread.of(answers.stream().mapToLong(size).toArray());
  }

  /** As the provider counted, else as they are estimated. */
  static long tokens(LlmAnswer answer) {
    return answer.usageKnown() ? answer.usage().output() : TokenEstimate.of(answer.text());
  }

  static long bytes(LlmAnswer answer) {
    return answer.text().getBytes(StandardCharsets.UTF_8).length;
  }
}

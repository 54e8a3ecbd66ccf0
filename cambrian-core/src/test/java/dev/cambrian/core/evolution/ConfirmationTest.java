package dev.cambrian.core.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ConfirmationTest {
  private static Node tried(int index, Optional<Node> parent, int length, int... counts) {
    Node node = new Node(index, parent, length);
    trials(node, Phase.SEARCH, counts[0], counts[1]);
    trials(node, Phase.CONFIRM, counts[2], counts[3]);
    return node;
  }

  private static void trials(Node node, Phase phase, int successes, int trials) {
    for (int i = 0; i < trials; i++) {
      node.started(phase);
      node.scored(phase, i < successes);
    }
  }

  @Property(tries = 200)
  void the_last_three_tenths_confirm_and_the_base_has_two_fifths_of_them_at_every_moment(
      @ForAll @IntRange(min = 40, max = 150) int trials,
      @ForAll @IntRange(min = 1, max = 8) int parallel,
      @ForAll long seed) {
    Play play =
        new Play(
            new Search(Arm.TREE, Rules.DEFAULT, trials, seed, 1_000),
            parallel,
            Play.Luck.PLAIN,
            seed);
    play.run();

    List<Decision.Try> confirming =
        play.decisions().stream()
            .filter(Decision.Try.class::isInstance)
            .map(Decision.Try.class::cast)
            .filter(it -> it.phase() == Phase.CONFIRM)
            .toList();
    if (!confirming.isEmpty()) {
      assertThat(confirming).hasSize((int) Math.round(trials * 0.3));
    }
    int base = 0;
    for (int i = 0; i < confirming.size(); i++) {
      base += confirming.get(i).node() == 0 ? 1 : 0;
      assertThat((double) base).isCloseTo(0.4 * (i + 1), within(1.0));
    }
  }

  @Property(tries = 200)
  void the_finalists_are_the_best_three_of_the_search_and_stay_while_they_are_confirmed(
      @ForAll @IntRange(min = 40, max = 150) int trials, @ForAll long seed) {
    Play play =
        new Play(
            new Search(Arm.TREE, Rules.DEFAULT, trials, seed, 1_000), 4, Play.Luck.PLAIN, seed);
    play.run();
    List<Integer> tried =
        play.decisions().stream()
            .filter(Decision.Try.class::isInstance)
            .map(Decision.Try.class::cast)
            .filter(it -> it.phase() == Phase.CONFIRM && it.node() != 0)
            .map(Decision.Try::node)
            .distinct()
            .toList();

    List<Node> finalists = Confirmation.finalists(play.search);

    assertThat(finalists).hasSizeLessThanOrEqualTo(3);
    assertThat(finalists.stream().map(Node::index).toList()).containsAll(tried);
    double base = play.search.base().posterior(Phase.SEARCH).mean();
    assertThat(finalists).allMatch(it -> it.posterior(Phase.SEARCH).mean() >= base);
    assertThat(finalists)
        .isSortedAccordingTo(
            Comparator.comparingDouble((Node it) -> -it.posterior(Phase.SEARCH).mean()));
    List<Node> others =
        play.search.nodes().stream().skip(1).filter(it -> !finalists.contains(it)).toList();
    if (!finalists.isEmpty()) {
      double last = finalists.getLast().posterior(Phase.SEARCH).mean();
      assertThat(others)
          .allMatch(
              it ->
                  it.posterior(Phase.SEARCH).trials() == 0
                      || it.posterior(Phase.SEARCH).mean() <= last
                      || it.posterior(Phase.SEARCH).mean() < base);
    }
  }

  @Example
  void the_lower_of_two_probabilities_counts_at_the_gate() {
    Node base = tried(0, Optional.empty(), 1_000, 2, 10, 6, 12);
    Node lucky = tried(1, Optional.of(base), 1_000, 20, 20, 5, 9);
    Node unlucky = tried(2, Optional.of(base), 1_000, 3, 10, 9, 9);

    double fresh =
        Comparison.greater(lucky.posterior(Phase.CONFIRM), base.posterior(Phase.CONFIRM));
    double all = Comparison.better(lucky.posterior(), base.posterior(), 0.35);
    assertThat(Gate.better(lucky, base, Rules.DEFAULT)).isEqualTo(fresh).isLessThan(all);
    assertThat(Gate.better(unlucky, base, Rules.DEFAULT))
        .isEqualTo(Comparison.better(unlucky.posterior(), base.posterior(), 0.35))
        .isLessThan(
            Comparison.greater(unlucky.posterior(Phase.CONFIRM), base.posterior(Phase.CONFIRM)));
  }

  /** Of a base without a success, any rate is better, were it never tried. */
  @Example
  void a_mutant_without_a_fresh_trial_does_not_pass() {
    Node base = tried(0, Optional.empty(), 1_000, 1, 10, 0, 12);
    Node mutant = tried(1, Optional.of(base), 1_000, 9, 10, 0, 0);

    assertThat(Comparison.greater(mutant.posterior(Phase.CONFIRM), base.posterior(Phase.CONFIRM)))
        .isGreaterThan(0.9);
    assertThat(Gate.better(mutant, base, Rules.DEFAULT)).isEqualTo(0.5);
  }

  @Example
  void of_two_that_cannot_be_told_apart_the_shorter_is_promoted() {
    assertThat(promotedOfTwo(900)).contains(2);
    assertThat(promotedOfTwo(1_100)).contains(1);
  }

  private static Optional<Integer> promotedOfTwo(int lengthOfTheWorse) {
    Search search = new Search(Arm.TREE, Rules.DEFAULT, 40, 3, 1_000);
    tell(search, 0, Phase.SEARCH, 1, 8);
    accept(search, 1_000);
    tell(search, 1, Phase.SEARCH, 10, 10);
    accept(search, lengthOfTheWorse);
    tell(search, 2, Phase.SEARCH, 9, 10);
    tell(search, 0, Phase.CONFIRM, 0, 5);
    tell(search, 1, Phase.CONFIRM, 4, 4);
    tell(search, 2, Phase.CONFIRM, 3, 3);
    return search.next() instanceof Decision.Finish(Conclusion conclusion)
        ? conclusion.promoted()
        : Optional.empty();
  }

  @Example
  void a_reason_has_a_point_in_its_number_in_every_locale() {
    assertThat(String.format(Locale.getDefault(), "%.1f", 0.5)).isEqualTo("0,5");
    Search search = new Search(Arm.TREE, Rules.DEFAULT, 20, 3, 1_000);
    tell(search, 0, Phase.SEARCH, 3, 7);
    accept(search, 1_000);
    tell(search, 1, Phase.SEARCH, 4, 7);
    tell(search, 0, Phase.CONFIRM, 1, 3);
    tell(search, 1, Phase.CONFIRM, 1, 3);

    assertThat(search.next())
        .isInstanceOfSatisfying(
            Decision.Finish.class,
            it ->
                assertThat(it.conclusion().reason())
                    .matches(
                        "the best mutant is better with a probability of 0\\.\\d\\d, the gate is 0\\.80"));
  }

  @Property(tries = 300)
  void where_there_is_room_a_finalist_and_the_base_have_the_fresh_trials_that_a_promotion_takes(
      @ForAll @IntRange(min = 19, max = 120) int trials,
      @ForAll @IntRange(min = 1, max = 8) int parallel,
      @ForAll boolean mishaps,
      @ForAll @IntRange(min = 2, max = 7) int least,
      @ForAll long seed) {
    Rules rules = asking(least);
    Play play =
        new Play(
            new Search(Arm.TREE, rules, trials, seed, 1_000),
            parallel,
            new Play.Luck(0.5, mishaps ? 0.3 : 0, 0, 0),
            seed);

    Conclusion conclusion = play.run();

    List<Node> finalists = Confirmation.finalists(play.search);
    boolean room = Math.round(trials * 0.3) >= 2L * least;
    if (room && !finalists.isEmpty()) {
      assertThat(play.search.node(0).posterior(Phase.CONFIRM).trials())
          .isGreaterThanOrEqualTo(least);
      assertThat(finalists).anyMatch(it -> it.posterior(Phase.CONFIRM).trials() >= least);
    }
    assertThat(conclusion.reason().contains("too few for any promotion"))
        .isEqualTo(!room && play.search.pulls(Phase.SEARCH) == trials - Math.round(trials * 0.3));
    conclusion
        .promoted()
        .ifPresent(
            it ->
                assertThat(play.search.node(it).posterior(Phase.CONFIRM).trials())
                    .isGreaterThanOrEqualTo(least));
  }

  @Property(tries = 200)
  void no_fresh_trial_goes_to_a_mutant_that_cannot_have_enough_any_more(
      @ForAll @IntRange(min = 19, max = 60) int trials, @ForAll long seed) {
    Play play =
        new Play(
            new Search(Arm.TREE, Rules.DEFAULT, trials, seed, 1_000), 1, Play.Luck.PLAIN, seed);
    play.run();

    play.decisions().stream()
        .filter(Decision.Try.class::isInstance)
        .map(Decision.Try.class::cast)
        .filter(it -> it.phase() == Phase.CONFIRM && it.node() > 0)
        .reduce((_, last) -> last)
        .ifPresent(
            it ->
                assertThat(play.search.node(it.node()).posterior(Phase.CONFIRM).trials())
                    .isGreaterThanOrEqualTo(3));
  }

  /** With six fresh trials there are three for the base, and three for one mutant. */
  @Property(tries = 50)
  void where_there_are_enough_for_one_alone_the_one_that_did_best_has_them(@ForAll long seed) {
    Search search = new Search(Arm.TREE, Rules.DEFAULT, 20, seed, 1_000);
    tell(search, 0, Phase.SEARCH, 1, 4);
    accept(search, 1_000);
    tell(search, 1, Phase.SEARCH, 3, 5);
    accept(search, 1_000);
    tell(search, 2, Phase.SEARCH, 4, 5);

    Play play = new Play(search, 1, Play.Luck.PLAIN, seed);
    play.run();

    assertThat(search.node(0).posterior(Phase.CONFIRM).trials()).isEqualTo(3);
    assertThat(search.node(2).posterior(Phase.CONFIRM).trials()).isEqualTo(3);
  }

  private static Rules asking(int leastFresh) {
    return new Rules(0.8, 0.6, 0.3, 3, 0.35, 1.5, 5, leastFresh);
  }

  /** As it came about in the first engine: 1 of 1 against 0 of 5. */
  private static Conclusion ofOneFreshTrial(Rules rules) {
    Search search = new Search(Arm.TREE, rules, 20, 3, 1_000);
    tell(search, 0, Phase.SEARCH, 0, 7);
    accept(search, 1_000);
    tell(search, 1, Phase.SEARCH, 7, 7);
    tell(search, 0, Phase.CONFIRM, 0, 5);
    tell(search, 1, Phase.CONFIRM, 1, 1);
    return search.next() instanceof Decision.Finish(Conclusion conclusion)
        ? conclusion
        : new Conclusion(Optional.empty(), OptionalDouble.empty(), "none");
  }

  @Example
  void one_fresh_trial_is_too_few_for_a_promotion_whatever_its_probability() {
    assertThat(ofOneFreshTrial(asking(1)).promoted()).contains(1);
    assertThat(ofOneFreshTrial(asking(2)).promoted()).isEmpty();

    Conclusion stays = ofOneFreshTrial(Rules.DEFAULT);

    assertThat(stays.promoted()).isEmpty();
    assertThat(stays.probabilityBetter().orElse(0)).isGreaterThan(0.9);
    assertThat(stays.reason())
        .isEqualTo(
            "the best mutant is better with a probability of 0.96, the gate is 0.80; but of fresh trials it has 1 and the base 5, at least 3 of each are asked for");
  }

  @Example
  void so_are_enough_of_the_mutant_without_enough_of_the_base() {
    Node base = tried(0, Optional.empty(), 1_000, 0, 10, 0, 2);
    Node mutant = tried(1, Optional.of(base), 1_000, 10, 10, 9, 9);

    assertThat(Gate.better(mutant, base, Rules.DEFAULT)).isGreaterThan(0.9);
    assertThat(Gate.passes(mutant, base, Rules.DEFAULT)).isFalse();
    assertThat(Gate.passes(mutant, base, asking(2))).isTrue();
  }

  @Example
  void a_budget_without_room_for_a_promotion_says_so() {
    Search search = new Search(Arm.TREE, Rules.DEFAULT, 5, 3, 1_000);
    tell(search, 0, Phase.SEARCH, 0, 2);
    accept(search, 1_000);
    tell(search, 1, Phase.SEARCH, 1, 1);
    tell(search, 0, Phase.CONFIRM, 0, 1);
    tell(search, 1, Phase.CONFIRM, 1, 1);

    assertThat(search.next())
        .isInstanceOfSatisfying(
            Decision.Finish.class,
            it ->
                assertThat(it.conclusion().reason())
                    .isEqualTo(
                        "5 trials are too few for any promotion: it takes 3 fresh trials of a mutant and 3 of the base, and only 2 of all are fresh"));
  }

  @Example
  void what_is_not_certain_is_concluded_as_certain_by_the_first_engine_alone() {
    assertThat(sure(1)).isEqualTo("better than the base with a probability of 1.00");
    assertThat(sure(2)).isEqualTo("better than the base with a probability of > 0.99");
  }

  private static String sure(int engine) {
    Search search = new Search(Arm.TREE, Rules.DEFAULT, 40, 3, 1_000, engine);
    tell(search, 0, Phase.SEARCH, 0, 14);
    accept(search, 1_000);
    tell(search, 1, Phase.SEARCH, 14, 14);
    tell(search, 0, Phase.CONFIRM, 0, 6);
    tell(search, 1, Phase.CONFIRM, 6, 6);
    return search.next() instanceof Decision.Finish(Conclusion conclusion)
        ? conclusion.reason()
        : "";
  }

  private static void accept(Search search, int length) {
    search.asked(0);
    search.accepted(0, length);
  }

  private static void tell(Search search, int node, Phase phase, int successes, int trials) {
    for (int i = 0; i < trials; i++) {
      search.started(node, phase);
      search.scored(node, phase, i < successes);
    }
  }
}

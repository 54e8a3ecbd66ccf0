package dev.cambrian.core.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever comes of the trials and proposals, in whatever order they end. */
class SearchTest {
  @Provide
  Arbitrary<Play.Luck> luck() {
    Arbitrary<Double> lives = Arbitraries.of(0.0, 0.05, 0.3, 0.5, 0.9, 1.0);
    Arbitrary<Double> mishap = Arbitraries.of(0.0, 0.2, 0.5);
    return Combinators.combine(lives, mishap, Arbitraries.of(0.0, 0.2, 0.6), mishap)
        .as((live, voided, refused, lost) -> new Play.Luck(live, voided, refused, lost * 0.6));
  }

  private static Play play(
      Arm arm, int trials, int parallel, Play.Luck luck, long seed, long chance) {
    return new Play(new Search(arm, Rules.DEFAULT, trials, seed, 1_000), parallel, luck, chance);
  }

  @Property(tries = 500)
  void every_arm_ends_within_its_budget(
      @ForAll Arm arm,
      @ForAll @IntRange(min = 1, max = 120) int trials,
      @ForAll @IntRange(min = 1, max = 20) int parallel,
      @ForAll("luck") Play.Luck luck,
      @ForAll long seed,
      @ForAll long chance) {
    Play play = play(arm, trials, parallel, luck, seed, chance);

    Conclusion conclusion = play.run();

    assertThat(play.steps).allMatch(it -> it.scored() + it.pending() <= trials);
    assertThat(play.search.pending()).isZero();
    assertThat(play.search.proposals()).isZero();
    conclusion
        .promoted()
        .ifPresent(
            it -> {
              assertThat(it).isPositive().isLessThan(play.search.nodes().size());
              assertThat(conclusion.probabilityBetter()).isPresent();
            });
    assertThat(conclusion.reason()).isNotBlank().doesNotContain("\n");
  }

  @Property(tries = 200)
  void whoever_tells_it_the_same_hears_the_same(
      @ForAll Arm arm,
      @ForAll @IntRange(min = 1, max = 80) int trials,
      @ForAll @IntRange(min = 1, max = 8) int parallel,
      @ForAll("luck") Play.Luck luck,
      @ForAll long seed,
      @ForAll long chance) {
    Play one = play(arm, trials, parallel, luck, seed, chance);
    Play other = play(arm, trials, parallel, luck, seed, chance);

    assertThat(one.run()).isEqualTo(other.run());
    assertThat(one.steps).isEqualTo(other.steps);
  }

  @Property(tries = 100)
  void asked_twice_it_says_the_same(
      @ForAll Arm arm, @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int ended) {
    Search search = new Search(arm, Rules.DEFAULT, 100, seed, 1_000);
    for (int i = 0; i < ended && search.next() instanceof Decision.Try next; i++) {
      search.started(next.node(), next.phase());
      search.scored(next.node(), next.phase(), true);
    }

    assertThat(search.next()).isEqualTo(search.next());
  }

  @Property(tries = 100)
  void a_trial_without_a_verdict_is_repeated(
      @ForAll("uniformOrBase") Arm arm,
      @ForAll @IntRange(min = 1, max = 60) int trials,
      @ForAll @IntRange(min = 1, max = 8) int parallel,
      @ForAll long seed) {
    Play play = play(arm, trials, parallel, new Play.Luck(0.5, 0.4, 0.1, 0), seed, seed);

    play.run();

    assertThat(play.search.scored()).isEqualTo(trials);
    assertThat(play.search.nodes().stream().mapToInt(it -> it.posterior().trials()).sum())
        .isEqualTo(trials);
  }

  @Provide
  Arbitrary<Arm> uniformOrBase() {
    return Arbitraries.of(Arm.UNIFORM, Arm.BASE);
  }

  @Property(tries = 200)
  void a_clade_is_the_node_and_all_that_descend_from_it(
      @ForAll @IntRange(min = 10, max = 100) int trials,
      @ForAll @IntRange(min = 1, max = 8) int parallel,
      @ForAll("luck") Play.Luck luck,
      @ForAll long seed) {
    Play play = play(Arm.TREE, trials, parallel, luck, seed, seed);
    play.run();

    List<Node> nodes = play.search.nodes();
    for (Node node : nodes) {
      List<Node> below = nodes.stream().filter(it -> descends(it, node, nodes)).toList();
      assertThat(node.clade())
          .isEqualTo(
              new BetaPosterior(
                  below.stream().mapToInt(it -> it.posterior(Phase.SEARCH).successes()).sum(),
                  below.stream().mapToInt(it -> it.posterior(Phase.SEARCH).trials()).sum()));
    }
  }

  private static boolean descends(Node node, Node from, List<Node> all) {
    return node == from
        || (node.parent().isPresent() && descends(all.get(node.parent().getAsInt()), from, all));
  }

  @Property(tries = 200)
  void only_what_has_failed_has_mutants_and_the_tree_grows_by_its_exponent(
      @ForAll @IntRange(min = 10, max = 150) int trials,
      @ForAll @IntRange(min = 1, max = 8) int parallel,
      @ForAll("luck") Play.Luck luck,
      @ForAll long seed) {
    Play play = play(Arm.TREE, trials, parallel, luck, seed, seed);
    play.run();

    int searched = play.search.pulls(Phase.SEARCH);
    assertThat(play.search.nodes())
        .hasSizeLessThanOrEqualTo((int) Math.pow(searched, Rules.DEFAULT.expansion()) + 1);
    if (luck.lives() == 1) {
      assertThat(play.search.nodes()).hasSize(1);
    }
  }

  @Property(tries = 100)
  void trials_under_way_count_in_the_allocation(@ForAll long seed) {
    Search search = new Search(Arm.UNIFORM, Rules.DEFAULT, 100, seed, 1_000);
    search.started(0, Phase.SEARCH);
    search.scored(0, Phase.SEARCH, false);
    search.asked(0);
    search.accepted(0, 1_000);
    search.started(1, Phase.SEARCH);
    search.started(1, Phase.SEARCH);

    // Three trials to the power of 0.6 are fewer than two specs; the base has had the fewest.
    assertThat(search.pulls(Phase.SEARCH)).isEqualTo(3);
    assertThat(search.next()).isEqualTo(new Decision.Try(0, Phase.SEARCH));
  }

  @Example
  void a_base_that_always_lives_ends_the_campaign_after_twelve_trials() {
    Play play = play(Arm.TREE, 100, 1, new Play.Luck(1, 0, 0, 0), 7, 7);

    Conclusion conclusion = play.run();

    assertThat(conclusion.promoted()).isEmpty();
    assertThat(conclusion.reason())
        .isEqualTo("there is nothing to win: the base lived in 12 of 12 trials");
    assertThat(play.search.scored()).isEqualTo(12);
  }

  @Property(tries = 50)
  void after_so_many_refusals_in_a_row_nothing_more_is_proposed(
      @ForAll("proposing") Arm arm,
      @ForAll @IntRange(min = 20, max = 100) int trials,
      @ForAll long seed) {
    Play play = play(arm, trials, 1, new Play.Luck(0.5, 0, 1, 0), seed, seed);

    Conclusion conclusion = play.run();

    assertThat(play.decisions().stream().filter(Decision.Propose.class::isInstance))
        .hasSize(Rules.DEFAULT.rejections());
    assertThat(conclusion.promoted()).isEmpty();
  }

  @Provide
  Arbitrary<Arm> proposing() {
    return Arbitraries.of(Arm.UNIFORM, Arm.GREEDY, Arm.BEST_OF_N);
  }

  @Example
  void a_spec_that_is_not_there_is_refused() {
    Search search = new Search(Arm.TREE, Rules.DEFAULT, 10, 1, 1_000);

    assertThatThrownBy(() -> search.started(1, Phase.SEARCH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no spec 1");
    assertThat(search.pending()).isZero();
    assertThat(search.next()).isEqualTo(new Decision.Try(0, Phase.SEARCH));
  }
}

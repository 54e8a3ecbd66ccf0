package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.llm.Prices;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignPlanCommandTest {
  @TempDir private Path directory;

  private Run plan(Path spec, String options) {
    List<String> words = new ArrayList<>(List.of("campaign", "plan", spec.toString()));
    words.addAll(List.of(options.split(" ", -1)));
    return Run.in(directory.resolve("home"), words.toArray(String[]::new));
  }

  private Path tiny() throws IOException {
    return Files.writeString(directory.resolve("TINY-SPEC.md"), GrownHome.SPEC);
  }

  @Test
  void twenty_trials_are_for_estimating_the_base_and_each_assumption_is_told() throws IOException {
    Run run = plan(tiny(), "--budget 20 --effect 0.1");

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .startsWith("TINY-SPEC.md: 20 trials, 4 at once, gate 0.80\n")
        .contains(
            "base's rate           0.50, assumed: no first try of this spec is known, and --base names no rate\n",
            "smallest effect       none: not even a mutant of rate 0.99 is found by 80 % of the campaigns\n",
            "10,000 out (assumed, no answer is known)",
            "money                 unknown: name the model with --model, or one whose price counts with --price-model\n",
            "publishable           0.0 % find it with P(better) of at least 0.95 and at least 5 fresh trials of each side\n",
            "time                  25:00 min, a trial 5:00 min (assumed, none is known)\n")
        .containsPattern(
            "\nRecommendation: estimate the base, claim nothing; a campaign needs at least [4-6]0 trials\n$");
    assertThat(directory.resolve("home")).doesNotExist();
  }

  @Test
  void the_answers_of_shipped_recordings_and_the_price_of_the_model_count() {
    Run run =
        plan(
            Page.ROOT.resolve("spec/ECHO-SPEC.md"),
            "--budget 60 --base 0.2 --effect 0.6 --model claude-opus-5-5 --json");

    JsonNode node = JsonMapper.shared().readTree(run.out());
    assertThat(node.at("/base/source").asString()).isEqualTo("option");
    assertThat(node.at("/tokens/answer-assumed").asBoolean()).isFalse();
    long request = node.at("/tokens/request").asLong();
    long answer = node.at("/tokens/answer").asLong();
    assertThat(node.at("/tokens/trials").asLong()).isEqualTo(60 * (request + answer));
    long proposals = (long) Math.ceil(node.at("/proposals").asDouble());
    long read = node.at("/tokens/proposals").asLong() - 2_000 * proposals;
    assertThat(node.at("/micro-usd").asLong())
        .isEqualTo(4 * (60 * request + read) + 20 * (60 * answer + 2_000 * proposals));
    assertThat(node.at("/effect/smallest").asDouble()).isBetween(0.4, 0.6);
    assertThat(node.at("/advice").asString()).isEqualTo("go");
  }

  /** Of its two generations the first is a first try, and failed; the other is a retry. */
  @Test
  void first_tries_of_the_history_tell_the_base_s_rate() throws IOException {
    GrownHome.at(directory.resolve("home"));

    Run run = plan(tiny(), "--budget 10");
    Run other = plan(tiny(), "--budget 10 --model another-model");
    Run named = plan(tiny(), "--budget 10 --base 0.4");

    assertThat(run.out())
        .contains(
            "base's rate           0.33, by 0 of 1 first tries of this spec\n",
            "234 out (the median of 1 in the history)",
            "(the median in the history)");
    assertThat(other.out())
        .contains(
            "0.50, assumed",
            "unknown: a model has no known price: another-model; 'cambrian prices'");
    assertThat(named.out()).contains("0.40, as --base says; the history has 0 of 1 first tries");
  }

  @Test
  void about_how_many_trials_are_enough_for_the_effect_is_told() throws IOException {
    Run run = plan(tiny(), "--budget 60 --base 0.2 --effect 0.4");
    Run beyond = plan(tiny(), "--budget 60 --base 0.5 --effect 0.02 --json");
    Run json = plan(tiny(), "--budget 60 --base 0.2 --effect 0.4 --json");

    JsonNode found = JsonMapper.shared().readTree(json.out()).get("effect");
    int enough = found.get("enough-trials").asInt();
    assertThat(enough).isBetween(70, 200);
    assertThat(run.out())
        .contains(
            "trials for 0.40       about %d are enough: with so many 80 %% of the campaigns find it\n"
                .formatted(enough),
            "for 0.40 give it about %d trials and plan again".formatted(enough));
    assertThat(found.get("publishable").asDouble()).isBetween(0.1, found.get("found").asDouble());
    JsonNode effect = JsonMapper.shared().readTree(beyond.out()).get("effect");
    assertThat(effect.get("enough-trials-above").asInt()).isEqualTo(1_000);
    assertThat(effect.has("enough-trials")).isFalse();
  }

  @Test
  void beyond_what_is_simulated_it_says_so() throws IOException {
    assertThat(plan(tiny(), "--budget 10 --effect 0.02").out())
        .contains("trials for 0.02       more than 1,000, the most that is simulated\n");
  }

  @Test
  void where_no_budget_finds_the_effect_no_more_trials_are_recommended() throws IOException {
    String beyond = plan(tiny(), "--budget 60 --effect 0.02").out();
    String noRoom = plan(tiny(), "--budget 60 --effect 0.6").out();

    assertThat(beyond)
        .contains(
            "; no budget up to 1,000 trials finds 0.02 in 80 % of the campaigns: what helps is an edit with a larger effect, or a base of another rate\n")
        .doesNotContain("plan again");
    assertThat(noRoom)
        .contains(
            "publishable           none: there is no such effect to find\n",
            "; no budget finds 0.60: above a base's rate of 0.50 there is room for less\n")
        .doesNotContain("plan again");
  }

  @Test
  void what_one_model_s_tries_took_is_priced_as_another_s() throws IOException {
    GrownHome.at(directory.resolve("home"));

    Run run = plan(tiny(), "--budget 10 --model small-model --price-model claude-opus-5-5 --json");
    Run text = plan(tiny(), "--budget 10 --price-model claude-opus-5-5");

    JsonNode node = JsonMapper.shared().readTree(run.out());
    assertThat(node.get("price-model").asString()).isEqualTo("claude-opus-5-5");
    assertThat(node.at("/tokens/answer").asLong()).isEqualTo(234);
    assertThat(node.get("trial-micro-usd").asLong())
        .isEqualTo(10 * (4 * node.at("/tokens/request").asLong() + 20 * 234));
    assertThat(node.get("proposal-micro-usd").asLong()).isPositive();
    assertThat(text.out()).contains(" (as claude-opus-5-5) and proposals $");
  }

  @Test
  void a_model_without_a_price_is_told_with_the_one_that_was_meant() throws IOException {
    Run run = plan(tiny(), "--budget 10 --model claude-opus-5.5 --proposer-model claude-haiku-4-5");

    assertThat(run.out())
        .contains(
            "unknown: a model has no known price: claude-opus-5.5 (do you mean 'claude-opus-5-5'?); 'cambrian prices' lists those that have one")
        .doesNotContain("claude-haiku-4-5");
  }

  @Test
  void prices_lists_those_that_are_known_the_user_s_before() throws IOException {
    Path home = directory.resolve("home");
    Path own =
        Files.writeString(
            directory.resolve("own.json"),
            """
            {"prices-version": 1, "as-of": "2026-01-02",
             "models": [{"model": "my-model", "input": 0.10, "output": 20}]}""");

    Run table = Run.in(home, "prices", "--prices", own.toString());
    JsonNode json = JsonMapper.shared().readTree(Run.in(home, "prices", "--json").out());

    assertThat(table.err()).isEmpty();
    List<String> lines = table.out().lines().toList();
    assertThat(lines.get(0)).matches("MODEL +INPUT +OUTPUT +CACHE READ +CACHE WRITE");
    assertThat(lines.get(1)).matches("my-model +0.1 +20 +0.1 +0.1");
    assertThat(lines).anyMatch(it -> it.matches("claude-opus-5-5\\* +4 +20 +0.2 +5"));
    assertThat(lines.getLast()).contains("as of 2026-01-02");
    assertThat(json.get("models")).hasSize(Prices.builtIn().all().size());
    assertThat(json.at("/models/0/model").asString()).isEqualTo("replay:*");
    assertThat(home).doesNotExist();
  }

  @Test
  void a_base_that_nearly_always_lives_leaves_nothing_to_win() throws IOException {
    Run run = plan(tiny(), "--budget 20 --base 0.98");

    assertThat(run.out())
        .contains("more than the base leaves room for")
        .contains("Recommendation: do not run it: the base's rate is 0.98 already");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--budget 0 | '0' is not a whole number from 1 to 1000",
        "--budget 1001 | '1001' is not a whole number from 1 to 1000",
        "--effect 0.2 | --budget",
        "--budget 20 --effect 0 | '0' is not a number from 0.001 to 0.999",
        "--budget 20 --base 1 | '1' is not a number from 0.001 to 0.999",
      })
  void what_cannot_be_planned_is_told(String options, String complaint) throws IOException {
    Run run = plan(tiny(), options);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).hasLineCount(1).startsWith("cambrian: ").contains(complaint);
  }

  @Test
  void a_campaign_needs_a_word_for_what_is_to_be_done() {
    Run run = Run.of(Screen.NONE, Map.of(), "campaign");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1);
  }
}

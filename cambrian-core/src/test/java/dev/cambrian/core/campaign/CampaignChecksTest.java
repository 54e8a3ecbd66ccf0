package dev.cambrian.core.campaign;

import static dev.cambrian.core.campaign.ExaminedWorld.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.examine.AdaptiveChecks;
import dev.cambrian.core.examine.ChecksFile;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.BudgetedClient;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a campaign, checks are written against what failed in it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignChecksTest {
  private static final String WRITTEN =
      "[%s,%s,%s]"
          .formatted(
              check("nothing there", "/gone", 404),
              check("wrong about the spec", "/other", 404),
              check("made up", "/stats", 200));

  @TempDir Path home;
  private final ExaminedWorld world = new ExaminedWorld(1, WRITTEN);

  private History history() {
    return History.open(home.resolve("history.db"));
  }

  private Campaign failing(History history) {
    Campaign campaign = world.campaign(history, home, SmallWorld.BASE, 8);
    assertThat(campaign.nodes().getFirst().posterior().successes()).isBetween(1, 7);
    return campaign;
  }

  @Test
  void those_are_kept_for_the_next_campaigns_that_known_good_offspring_keep() {
    try (History history = history()) {
      Campaign campaign = failing(history);
      long version = campaign.version();

      assertThat(CampaignChecks.owed(home, campaign)).isTrue();
      String told = CampaignChecks.write(world.means(history, home), campaign);

      Path file = ChecksFile.of(home, campaign.id());
      assertThat(told)
          .contains("1 of 2 checks against 'test' are kept", file.toString())
          .doesNotContain("\n");
      AdaptiveChecks checks = ChecksFile.read(file);
      assertThat(checks.contracts()).extracting(Contract::name).containsExactly("nothing there");
      assertThat(checks.specHash()).isEqualTo(SmallWorld.BASE.hash());
      assertThat(checks.validatedAgainst())
          .hasSizeBetween(1, 3)
          .allMatch(it -> history.generation(it).orElseThrow().viable().orElseThrow());
      assertThat(checks.carriedInto()).isEmpty();
      assertThat(world.questions).hasSize(1);
      assertThat(world.questions.getFirst().purpose()).isEqualTo(Purpose.EXAMINE);
      assertThat(world.questions.getFirst().ordinal()).isEqualTo(CampaignChecks.ORDINAL);
      assertThat(world.questions.getFirst().model()).isEqualTo("proposer");
      assertThat(CampaignChecks.owed(home, campaign)).isFalse();
      assertThat(Campaigns.find(history, campaign.id()).orElseThrow().version()).isEqualTo(version);
    }
  }

  @Test
  void a_repeated_run_asks_nothing_again_and_leaves_what_is_there() throws Exception {
    try (History history = history()) {
      Campaign campaign = failing(history);
      CampaignChecks.write(world.means(history, home), campaign);
      Path file = ChecksFile.of(home, campaign.id());
      AdaptiveChecks first = ChecksFile.read(file);
      Files.delete(file);

      CampaignChecks.write(world.means(history, home), campaign);
      AdaptiveChecks again = ChecksFile.read(file);
      ChecksFile.write(home, again.carried("c-9"));
      String told = CampaignChecks.write(world.means(history, home), campaign);

      assertThat(again).isEqualTo(first);
      assertThat(world.questions).hasSize(1);
      assertThat(told).contains("already");
      assertThat(ChecksFile.read(file).carriedInto()).containsExactly("c-9");
    }
  }

  @Test
  void a_model_without_an_answer_is_told_and_asked_the_next_time() {
    LlmClient gone =
        (request, progress) -> {
          throw new LlmException.Unavailable("nobody is there");
        };
    try (History history = history()) {
      Campaign campaign = failing(history);

      String told = CampaignChecks.write(world.means(history, home, gone), campaign);

      assertThat(told).contains("the model gave no answer", "nobody is there");
      assertThat(campaign.finished().orElseThrow().ending()).isEqualTo(Ending.BASE_STAYS);
      assertThat(ChecksFile.all(home)).isEmpty();
      assertThat(CampaignChecks.owed(home, campaign)).isTrue();
      assertThat(CampaignChecks.write(world.means(history, home), campaign)).contains("are kept");
    }
  }

  @Test
  void the_question_is_within_the_caps_of_the_campaign() {
    try (History history = history()) {
      Campaign campaign = failing(history);
      Budget spent = new Budget(campaign.spending().tokens() + 1, 0);
      spent.charge(campaign.spending().tokens(), 0);

      String told =
          CampaignChecks.write(
              world.means(history, home, new BudgetedClient(world, spent, Prices.builtIn())),
              campaign);

      assertThat(told).contains("the model gave no answer");
      assertThat(world.questions).isEmpty();
    }
  }

  @Test
  void nobody_is_asked_where_nothing_failed_or_nothing_lived() {
    try (History history = history()) {
      Campaign good = world.campaign(history, home, SmallWorld.spec(100), 3);
      Campaign bad = world.campaign(history, home, SmallWorld.spec(0), 3);

      assertThat(CampaignChecks.owed(home, good)).isFalse();
      assertThat(CampaignChecks.owed(home, bad)).isFalse();
      assertThat(CampaignChecks.write(world.means(history, home), good)).contains("has failed");
      assertThat(CampaignChecks.write(world.means(history, home), bad)).contains("no offspring");
      assertThat(world.questions).isEmpty();
    }
  }

  @Test
  void no_check_is_kept_that_nothing_known_good_was_run_with() {
    Verifier broken =
        new Verifier() {
          @Override
          public Verification verify(
              dev.cambrian.core.verdict.VerificationRequest request,
              dev.cambrian.core.verdict.VerificationListener listener) {
            return new Verification.Aborted(FailureKind.DAEMON_GONE, "no daemon");
          }

          @Override
          public String isolation() {
            return "none";
          }
        };
    try (History history = history()) {
      Campaign campaign = failing(history);

      String told = CampaignChecks.write(world.means(history, home).withVerifier(broken), campaign);

      assertThat(told).contains("no known-good offspring could be run, no daemon");
      assertThat(ChecksFile.all(home)).isEmpty();
    }
  }

  @Test
  void a_defect_of_this_step_is_told_and_goes_no_further() {
    try (History history = history()) {
      Campaign campaign = failing(history);
      LlmClient defect =
          (request, progress) -> {
            throw new IllegalStateException("a defect");
          };

      assertThat(CampaignChecks.write(world.means(history, home, defect), campaign))
          .contains("no checks are written: a defect");
    }
  }

  @Test
  void a_campaign_that_was_cancelled_gets_none() {
    try (History history = history()) {
      String id = ExaminedWorld.start(history, SmallWorld.BASE, 8);
      Campaigns.cancel(history, id, "enough");
      Campaign campaign = Campaigns.find(history, id).orElseThrow();

      assertThat(CampaignChecks.owed(home, campaign)).isFalse();
      assertThat(CampaignChecks.write(world.means(history, home), campaign))
          .contains("its own end");
    }
  }
}

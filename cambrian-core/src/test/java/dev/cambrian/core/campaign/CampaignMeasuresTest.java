package dev.cambrian.core.campaign;

import static dev.cambrian.core.campaign.ExaminedWorld.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.examine.AdaptiveChecks;
import dev.cambrian.core.examine.ChecksFile;
import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.MeasuringVerifier;
import dev.cambrian.core.verdict.PerformanceGoal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a campaign's trials are measured by, and that no verdict depends on it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignMeasuresTest {
  private static final Spec SURE = SmallWorld.spec(100);

  @TempDir Path home;
  private final ExaminedWorld world = new ExaminedWorld(1, "[]");

  private History history() {
    return History.open(home.resolve("history.db"));
  }

  private void carry(String campaign, Spec spec, int lifetime, String... checks) {
    ChecksFile.write(
        home,
        new AdaptiveChecks(
            campaign,
            spec.hash(),
            "test",
            List.of(1),
            lifetime,
            List.of(),
            Contracts.read(Json.parse("[" + String.join(",", checks) + "]"))));
  }

  private CampaignMeasures measures(History history, String id) {
    return CampaignMeasures.of(history, home, Campaigns.find(history, id).orElseThrow());
  }

  private static List<String> names(CampaignMeasures measures) {
    return measures.measures().sets().getOrDefault(CheckSet.ADAPTIVE, List.of()).stream()
        .map(Contract::name)
        .toList();
  }

  @Test
  void checks_that_are_carried_for_its_base_are_run_and_age_until_they_expire() {
    carry("old", SmallWorld.BASE, 1, check("a", "/a", 404));
    carry("other", SURE, 1, check("b", "/b", 404));
    try (History history = history()) {
      String first = ExaminedWorld.start(history, SmallWorld.BASE, 4);
      String second = ExaminedWorld.start(history, SmallWorld.BASE, 4);

      CampaignMeasures measured = measures(history, first);

      assertThat(names(measured)).containsExactly("a");
      assertThat(measured.told())
          .isEqualTo(
              "measured for information: 1 adaptive checks that come from old; test tier 0 is open, so nothing is put under load");
      assertThat(ChecksFile.read(ChecksFile.of(home, "old")).carriedInto()).containsExactly(first);
      assertThat(measures(history, first)).isEqualTo(measured);
      assertThat(measures(history, second).measures()).isEqualTo(Measures.NONE);
    }
  }

  @Test
  void a_campaign_that_goes_on_is_measured_as_when_it_began() {
    carry("old", SmallWorld.BASE, 5, check("a", "/a", 404));
    try (History history = history()) {
      String id = ExaminedWorld.start(history, SmallWorld.BASE, 4);
      CampaignMeasures began = measures(history, id);
      new CampaignRunner(world.means(history, home), id, CampaignListener.NONE).run();
      carry("newer", SmallWorld.BASE, 5, check("b", "/b", 404));

      assertThat(measures(history, id)).isEqualTo(began);
      assertThat(ChecksFile.read(ChecksFile.of(home, "newer")).carriedInto()).isEmpty();
    }
  }

  @Test
  void checks_that_cannot_be_read_are_told_and_left_out() throws Exception {
    carry("old", SmallWorld.BASE, 5, check("a", "/a", 404));
    Path file = Files.writeString(ChecksFile.of(home, "broken"), "{");
    try (History history = history()) {
      CampaignMeasures measured =
          measures(history, ExaminedWorld.start(history, SmallWorld.BASE, 4));

      assertThat(measured.measures()).isEqualTo(Measures.NONE);
      assertThat(measured.told()).contains("no adaptive checks, since", file.toString());
    }
  }

  @Test
  void load_is_measured_once_three_campaigns_of_the_base_held_the_tier_below() {
    try (History history = history()) {
      world.campaign(history, home, SURE, 2);
      world.campaign(history, home, SURE, 2);
      world.campaign(history, home, SmallWorld.spec(0), 2);
      String third = ExaminedWorld.start(history, SURE, 2);
      assertThat(measures(history, third).measures().performance()).isEmpty();
      new CampaignRunner(world.means(history, home), third, CampaignListener.NONE).run();

      CampaignMeasures open = measures(history, ExaminedWorld.start(history, SURE, 2));
      CampaignMeasures another =
          measures(history, ExaminedWorld.start(history, SmallWorld.spec(99), 2));

      assertThat(open.measures().performance()).contains(PerformanceGoal.DEFAULT);
      assertThat(open.told()).contains("test tier 3 is open, so what starts is put under load");
      assertThat(another.measures().performance()).isEmpty();
      assertThat(measures(history, third).measures().performance()).isEmpty();
    }
  }

  @Test
  void no_verdict_and_no_end_changes_by_what_is_measured() {
    List<String> plain = ended(home.resolve("plain"), Measures.NONE);
    List<String> measured =
        ended(
            home.resolve("measured"),
            Measures.NONE
                .with(
                    CheckSet.ADAPTIVE,
                    Contracts.read(Json.parse("[" + check("wrong", "/a", 404) + "]")))
                .withPerformance(PerformanceGoal.DEFAULT));

    assertThat(measured).isEqualTo(plain).contains("true", "false");
  }

  private static List<String> ended(Path home, Measures measures) {
    ExaminedWorld world = new ExaminedWorld(1, "[]");
    try (History history = History.open(home.resolve("history.db"))) {
      String id = ExaminedWorld.start(history, SmallWorld.BASE, 8);
      new CampaignRunner(
              world.means(history, home).withVerifier(new MeasuringVerifier(world, measures)),
              id,
              CampaignListener.NONE)
          .run();
      Campaign campaign = Campaigns.find(history, id).orElseThrow();
      assertThat(world.measured).hasSize(8).allMatch(measures::equals);
      List<String> told =
          new ArrayList<>(
              campaign.trials().stream()
                  .flatMap(it -> it.scored().stream())
                  .map(CampaignEvent.TrialScored::viable)
                  .map(String::valueOf)
                  .toList());
      told.add(campaign.finished().orElseThrow().reason());
      return told;
    }
  }
}

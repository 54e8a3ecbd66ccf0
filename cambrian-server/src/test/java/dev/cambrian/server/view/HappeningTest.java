package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.history.History;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.view.Happening.Tone;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class HappeningTest {
  private final History history = History.inMemory();
  private final Grown grown = new Grown(history);

  @AfterEach
  void close() {
    history.close();
  }

  private List<String> sentences() {
    return history.readAll(0, 100).stream().map(Happening::of).map(Happening::sentence).toList();
  }

  @Test
  void a_growth_is_told_in_plain_sentences() {
    String spec = grown.spec("Echo");
    Grown _ = grown.whole(1, 0, spec);

    assertThat(sentences())
        .containsExactly(
            "spec %s: registered: Echo, version 1.0.0, python".formatted(spec.substring(0, 19)),
            "generation 1: begins, model a-model",
            "generation 1: a-model-1 answered (generate 1) in 1.50 s: 1,000 tokens in, 200 out, cost $0.0020",
            "generation 1: its code is sealed: 1 file, sha256:b9ae0e734fcd",
            "generation 1: the rig begins to test it, isolation: bubblewrap",
            "generation 1: manifest ok in 0.10 s",
            "generation 1: build ok in 0.20 s",
            "generation 1: test ok in 0.30 s",
            "generation 1: start ok in 0.40 s",
            "generation 1: health ok in 0.50 s",
            "generation 1: viable",
            "generation 1: promoted");
  }

  @Test
  void what_a_recording_answered_is_told_as_replayed() {
    Grown _ = grown.started(1, 0, grown.spec("Echo")).answered(1, "replay", 0);

    assertThat(sentences().getLast())
        .isEqualTo(
            "generation 1: a recorded answer of a-model is replayed (generate 1): 1,000 tokens in, 200 out");
  }

  @Test
  void an_organism_and_its_offspring_are_told_apart() {
    Grown _ =
        grown
            .whole(1, 0, grown.spec("Echo"))
            .lives(1, Grown.ORGANISM)
            .answered(1, "anthropic", 5, Grown.ORGANISM)
            .started(2, 1, Grown.ORGANISM, grown.spec("Other"), "a-model");

    assertThat(sentences())
        .contains(
            "organism of generation 1: comes to life, isolation: bubblewrap",
            "generation 2: begins, grown by generation 1, model a-model")
        .anyMatch(it -> it.startsWith("organism of generation 1: a-model-1 answered"));
  }

  @Test
  void a_failure_is_bad_and_says_where_and_why() {
    Grown _ =
        grown.started(1, 0, grown.spec("Echo")).sealed(1).failed(1, Stage.TEST, "1 of 9 failed");

    List<Happening> all = history.readAll(0, 100).stream().map(Happening::of).toList();
    assertThat(all.reversed())
        .extracting(Happening::sentence)
        .startsWith(
            "generation 1: rolled back (non-viable): 1 of 9 failed",
            "generation 1: not viable, failed at test: 1 of 9 failed",
            "generation 1: test failed after 0.01 s");
    assertThat(all.subList(all.size() - 3, all.size()))
        .extracting(Happening::tone)
        .containsOnly(Tone.BAD);
  }

  @Test
  void a_campaign_is_told_too() {
    CampaignEvent trial =
        new CampaignEvent.TrialVoided("c-1", 3, FailureKind.DAEMON_GONE, "no daemon");
    CampaignEvent end =
        new CampaignEvent.Finished(
            "c-1",
            Ending.BASE_STAYS,
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.of(0.51),
            "no mutant passed the gate");

    assertThat(Sentences.of(trial))
        .isEqualTo("trial 3 counts for nothing (daemon-gone): no daemon");
    assertThat(Sentences.of(end))
        .isEqualTo(
            "ends: the base stays, better than the base with P = 0.510 (no mutant passed the gate)");
    assertThat(StreamId.of(end).campaign()).contains("c-1");
  }
}

package dev.cambrian.core.pipeline;

import static dev.cambrian.core.pipeline.Worlds.GOOD_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a generation is measured against: the contracts of the one that was promoted before it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BatteryTest {
  @TempDir private Path home;
  private History history;

  @BeforeEach
  void open() {
    history = History.open(home.resolve("history.db"));
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void the_first_generation_is_measured_against_nothing() {
    ScriptedVerifier verifier = new ScriptedVerifier();

    grow(Worlds.specWithContract("one"), verifier);

    assertThat(verifier.requests)
        .extracting(VerificationRequest::baseline)
        .containsOnly(Baseline.NONE);
  }

  @Test
  void a_growth_is_measured_against_the_contracts_of_the_promoted_generation_before_it() {
    grow(Worlds.specWithContract("one"), new ScriptedVerifier());
    ScriptedVerifier second = new ScriptedVerifier();

    grow(Worlds.specWithContract("two"), second);

    Baseline baseline = second.requests.getFirst().baseline();
    assertThat(baseline.generation()).isEqualTo(1);
    assertThat(baseline.contracts()).isEqualTo(Worlds.specWithContract("one").contracts());
    assertThat(Battery.of(history, 3).contracts())
        .extracting(Contract::name)
        .containsExactly("two");
  }

  @Test
  void a_failed_generation_is_no_measure_and_no_later_one_is() {
    grow(Worlds.specWithContract("one"), new ScriptedVerifier());
    grow(Worlds.specWithContract("two"), failing());
    grow(Worlds.specWithContract("three"), new ScriptedVerifier());

    assertThat(Battery.of(history, 4).generation()).isEqualTo(3);
    assertThat(Battery.of(history, 3).generation()).isEqualTo(1);
    assertThat(Battery.of(history, 2).generation()).isEqualTo(1);
    assertThat(Battery.of(history, 1)).isEqualTo(Baseline.NONE);
  }

  @Test
  void the_promoted_generation_is_found_behind_many_that_failed() {
    List<GenerationRecord> records;
    grow(Worlds.specWithContract("one"), new ScriptedVerifier());
    for (int i = 0; i < 205; i++) {
      grow(Worlds.specWithContract("two"), failing());
    }
    records = history.latest(200);

    assertThat(Battery.source(207, records)).isEmpty();
    assertThat(Battery.source(history, 207))
        .map(GenerationRecord::generation)
        .isEqualTo(Optional.of(1));
  }

  @Test
  void every_repetition_of_a_verification_has_the_same_measure() {
    grow(Worlds.specWithContract("one"), new ScriptedVerifier());
    ScriptedVerifier verifier = ScriptedVerifier.aborting(FailureKind.DAEMON_GONE);

    grow(Worlds.specWithContract("two"), verifier);

    assertThat(verifier.requests)
        .hasSize(2)
        .allMatch(request -> request.baseline().generation() == 1);
  }

  @Test
  void a_spec_without_contracts_is_no_measure() {
    grow(Worlds.SPEC, new ScriptedVerifier());

    assertThat(Battery.of(history, 2)).isEqualTo(Baseline.NONE);
  }

  @Test
  void a_spec_that_is_lost_measures_nothing_and_stops_nothing() throws SQLException {
    Spec lost = Worlds.specWithContract("one");
    grow(lost, new ScriptedVerifier());
    sql("DROP TRIGGER blob_is_never_deleted");
    sql("DELETE FROM blob WHERE hash = '" + lost.hash() + "'");
    ScriptedVerifier second = new ScriptedVerifier();

    GrowthResult result = grow(Worlds.specWithContract("two"), second);

    assertThat(result.promoted()).contains(2);
    assertThat(second.requests.getFirst().baseline()).isEqualTo(Baseline.NONE);
  }

  @Test
  void a_promotion_lays_the_contracts_down_in_the_home() throws IOException {
    Spec spec = Worlds.specWithContract("one");

    grow(spec, new ScriptedVerifier());
    grow(Worlds.SPEC, new ScriptedVerifier());
    grow(spec, failing());

    assertThat(Battery.file(home, 1)).isEqualTo(home.resolve("baselines/gen-1/contracts.json"));
    assertThat(written(1)).isEqualTo(spec.contracts());
    assertThat(written(2)).isEmpty();
    assertThat(home.resolve("baselines/gen-3")).doesNotExist();
  }

  @Test
  void what_lies_there_can_be_built_again_from_the_history() throws IOException {
    Spec spec = Worlds.specWithContract("one");
    grow(spec, new ScriptedVerifier());
    grow(spec, failing());
    grow(spec, new ScriptedVerifier());
    byte[] before = Files.readAllBytes(Battery.file(home, 1));
    Files.writeString(Battery.file(home, 1), "[]");
    Files.delete(Battery.file(home, 3));

    assertThat(Battery.rebuild(history, home)).isEqualTo(2);

    assertThat(Battery.file(home, 1)).hasBinaryContent(before);
    assertThat(written(3)).isEqualTo(spec.contracts());
    assertThat(Battery.file(home, 1).getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void what_is_in_the_way_is_named_and_keeps_no_promotion() throws IOException {
    Files.writeString(home.resolve("baselines"), "in the way");

    GrowthResult result = grow(Worlds.specWithContract("one"), new ScriptedVerifier());

    assertThat(result.promoted()).contains(1);
    assertThatThrownBy(() -> Battery.rebuild(history, home))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("baselines/gen-1/contracts.json");
  }

  private List<Contract> written(int generation) throws IOException {
    return Contracts.read(Json.parse(Files.readString(Battery.file(home, generation))));
  }

  private static Verifier failing() {
    return (request, listener) ->
        new Verification.Judged(Worlds.failedTest(request, "1 of 2 tests failed"));
  }

  private GrowthResult grow(Spec spec, Verifier verifier) {
    return Grower.builder()
        .history(history)
        .llm(new ScriptedLlm().on(Purpose.GENERATE, 1, GOOD_ANSWER))
        .verifier(verifier)
        .home(home)
        .pause(duration -> {})
        .build()
        .grow(spec, GrowthOptions.of("model").withMaxRetries(0), GrowthListener.NONE);
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("history.db"));
        Statement change = connection.createStatement()) {
      change.execute(statement);
    }
  }
}

package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An artifact is measured against the contracts of another generation, and no verdict knows. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class BaselineTest {
  @TempDir Path directory;
  private LocalVerifier verifier;

  @BeforeEach
  void open() {
    Needs.python();
    verifier = Needs.bubblewrap().withScratch(directory);
  }

  @Test
  void every_contract_of_the_baseline_is_told_and_counted() {
    ViabilityReport report =
        judged(TestArtifact.honestPython(), new Baseline(5, List.of(get("/health"), get("/gone"))));

    HealthCheck health = report.checks().health();
    assertThat(report.viable()).isTrue();
    assertThat(health.baselineGeneration()).contains(5);
    assertThat(TestArtifact.result(health.baselineContracts(), "/health").passed()).isTrue();
    assertThat(TestArtifact.result(health.baselineContracts(), "/gone").error())
        .contains("status: expected 200, got 404");
    assertThat(report.fitness())
        .containsEntry("baseline_contract_pass_rate", 0.5)
        .containsEntry("contract_pass_rate", 1.0);
  }

  @Test
  void without_a_baseline_nothing_is_measured() {
    ViabilityReport report = judged(TestArtifact.honestPython(), Baseline.NONE);

    assertThat(report.checks().health().baselineContracts()).isEmpty();
    assertThat(report.checks().health().baselineGeneration()).isEmpty();
    assertThat(report.fitness()).doesNotContainKey("baseline_contract_pass_rate");
  }

  @Test
  void an_artifact_that_the_baseline_ends_is_as_viable_as_before() {
    ViabilityReport report =
        judged(
            serving("elif url.path == '/die': os._exit(9)"),
            new Baseline(5, List.of(get("/die"), get("/health"))));

    assertThat(report.viable()).isTrue();
    assertThat(report.fitness()).containsEntry("baseline_contract_pass_rate", 0.0);
  }

  @Test
  void an_artifact_that_goes_over_a_limit_for_the_baseline_is_as_viable_as_before() {
    String much = "elif url.path == '/much': [os.write(1, b'x' * 65536) for _ in range(2000)]";

    ViabilityReport report = judged(serving(much), new Baseline(5, List.of(get("/much"))));
    ViabilityReport own =
        judged(serving(much).contract(json("/much")), new Baseline(5, List.of(get("/health"))));

    assertThat(report.viable()).isTrue();
    assertThat(own.failureStage()).as("where the contract is its own").contains(Stage.HEALTH);
  }

  @Test
  void the_time_of_the_baseline_is_not_the_artifacts() {
    ViabilityReport report =
        judged(
            serving("elif url.path == '/slow': import time; time.sleep(3)"),
            new Baseline(5, List.of(get("/slow"))));

    assertThat(report.viable()).isTrue();
    assertThat(TestArtifact.result(report.checks().health().baselineContracts(), "/slow"))
        .satisfies(it -> assertThat(it.durationMs()).isGreaterThan(2_900));
    assertThat(report.checks().health().durationMs()).isLessThan(2_900);
  }

  @Test
  void what_is_not_viable_is_measured_too() {
    ViabilityReport report =
        judged(
            TestArtifact.honestPython().contract(json("/gone")),
            new Baseline(5, List.of(get("/health"))));

    assertThat(report.failureStage()).contains(Stage.HEALTH);
    assertThat(report.fitness()).containsEntry("baseline_contract_pass_rate", 1.0);
  }

  @Test
  void each_contract_has_its_share_of_a_minute_and_ten_seconds_at_most() throws Exception {
    Asked asked = new Asked(new ProbeAnswer.Failed("refused", Duration.ZERO));
    List<Contract> contracts = IntStream.range(0, 100).mapToObj(i -> get("/" + i)).toList();

    var results = checks(asked).measure(contracts);

    assertThat(results).hasSize(100);
    assertThat(asked.deadlines.getFirst())
        .isBetween(Duration.ofMillis(500), Duration.ofMillis(600));
    assertThat(asked.deadlines.getLast()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void a_contract_that_cannot_be_tried_ends_nothing() throws Exception {
    Asked asked = new Asked(null);

    var results = checks(asked).measure(List.of(get("/a"), get("/b")));

    assertThat(results).hasSize(2);
    assertThat(TestArtifact.result(results, "/b").error())
        .contains("it could not be tried: no way");
  }

  private static HealthChecks checks(Sandbox sandbox) {
    return new HealthChecks(
        sandbox,
        new HealthChecks.Endpoint("localhost", 8080, "/health"),
        7,
        Duration.ofSeconds(10));
  }

  private static TestArtifact serving(String branch) {
    return TestArtifact.honestPython()
        .file(
            "server.py",
            TestArtifact.PYTHON_SERVER.replace(
                "        else:\n", "        " + branch + "\n        else:\n"));
  }

  private static Contract get(String path) {
    return Contracts.read(Json.parse("[" + json(path) + "]")).getFirst();
  }

  private static String json(String path) {
    return """
        {"name": "%s", "type": "http", "method": "GET", "path": "%s", "expect": {"status": 200}}"""
        .formatted(path, path);
  }

  private ViabilityReport judged(TestArtifact artifact, Baseline baseline) {
    SealedArtifact sealed = artifact.seal(directory);
    return TestArtifact.report(
        verifier.verify(
            artifact.request(sealed).withBaseline(baseline), VerificationListener.NONE));
  }

  /** Only asks, and notes how long it may take. */
  private static final class Asked implements Sandbox {
    private final List<Duration> deadlines = new ArrayList<>();
    private final Optional<ProbeAnswer> answer;

    Asked(@org.jspecify.annotations.Nullable ProbeAnswer answer) {
      this.answer = Optional.ofNullable(answer);
    }

    @Override
    public ProbeAnswer probe(ProbeRequest request) {
      deadlines.add(request.deadline());
      return answer.orElseThrow(() -> new InfrastructureException("no way"));
    }

    @Override
    public String isolation() {
      return "none";
    }

    @Override
    public String inside(Path host) {
      return host.toString();
    }

    @Override
    public void requireFree(int port) {}

    @Override
    public Path testDirectory() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Place place(Path where) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void prepareNetwork() {}

    @Override
    public Place serverPlace(Path where) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sweep() {}

    @Override
    public void close() {}
  }
}

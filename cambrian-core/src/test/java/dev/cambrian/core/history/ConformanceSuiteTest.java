package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConformanceSuiteTest {
  @Test
  void every_test_of_the_suite_fails_for_a_store_that_does_nothing() {
    Results results = new Results();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(IdleHistoryConformance.class))
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .build();

    LauncherFactory.create().execute(request, results);

    assertThat(results.passed).isEmpty();
    assertThat(results.failed).hasSizeGreaterThan(15);
  }

  private static final class Results implements TestExecutionListener {
    private final List<String> passed = new java.util.ArrayList<>();
    private final List<String> failed = new java.util.ArrayList<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        boolean success = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        (success ? passed : failed).add(test.getDisplayName());
      }
    }
  }

  /** Run by the test above only. */
  static final class IdleHistoryConformance extends HistoryConformance {
    @Override
    History open() {
      return new IdleHistory();
    }
  }

  private static final class IdleHistory implements History {
    @Override
    public List<RecordedEvent> append(
        StreamId stream,
        WriteCondition condition,
        Causation causation,
        List<Event> events,
        List<Blob> blobs) {
      return List.of();
    }

    @Override
    public List<RecordedEvent> read(StreamId stream) {
      return List.of();
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
      return List.of();
    }

    @Override
    public List<RecordedEvent> readAll(long afterPosition, int limit) {
      return List.of();
    }

    @Override
    public long headPosition() {
      return 0;
    }

    @Override
    public String put(byte[] content) {
      return Blobs.hashOf(content);
    }

    @Override
    public Optional<byte[]> get(String hash) {
      return Optional.empty();
    }

    @Override
    public Optional<GenerationRecord> generation(int generation) {
      return Optional.empty();
    }

    @Override
    public List<GenerationRecord> generations(int after, int limit, Optional<Outcome> outcome) {
      return List.of();
    }

    @Override
    public List<GenerationRecord> latest(int limit) {
      return List.of();
    }

    @Override
    public int highestGeneration() {
      return 0;
    }

    @Override
    public List<CampaignRecord> campaigns() {
      return List.of();
    }

    @Override
    public Optional<CampaignRecord> campaign(String campaignId) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}

package dev.cambrian.core.llm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Answers from recordings and never asks a model. A request is matched by spec hash, purpose and
 * ordinal, so that the same prompt asked twice gets its two recorded answers. The answer's provider
 * is {@code replay}, its producer {@code replay:<model>}, its usage the recorded one.
 */
public final class ReplayClient implements LlmClient {
  public static final String PROVIDER = "replay";

  private final Recordings recordings;

  /**
   * @param places directories or files; see {@link Recordings#read}
   * @throws RecordingException as {@link Recordings#read}
   */
  public ReplayClient(List<Path> places) {
    this(Recordings.read(places));
  }

  public ReplayClient(Recordings recordings) {
    this.recordings = recordings;
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    long start = System.nanoTime();
    Interruption.check();
    Recording recording = find(Recording.Key.of(request));
    LlmAnswer recorded = recording.answer();
    progress.received(recorded.text().length());
    return new LlmAnswer(
        recorded.text(),
        PROVIDER,
        PROVIDER + ":" + recorded.producerModel(),
        recorded.stopReason(),
        recorded.usage(),
        recorded.usageKnown(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  @Override
  public void requireReady(LlmRequest request) {
    var _ = find(Recording.Key.of(request));
  }

  private Recording find(Recording.Key key) {
    try {
      return recordings.find(key).orElseThrow(() -> new LlmException.NotRecorded(miss(key)));
    } catch (RecordingException e) {
      throw new LlmException.NotRecorded(String.valueOf(e.getMessage()));
    }
  }

  /** The command that asks for that. */
  private static String asking(Purpose purpose) {
    return switch (purpose) {
      case GENERATE, REPAIR, RETRY -> "grow SPEC";
      case PROPOSE -> "evolve SPEC";
      case EXAMINE -> "examine N";
      case REDTEAM, READ -> "redteam N";
    };
  }

  private String miss(Recording.Key key) {
    String looked =
        recordings.places().stream().map(Path::toString).collect(Collectors.joining(", "));
    return ("no recording answers %s (looked in %s, which holds %d); record one with:"
            + " cambrian %s --llm anthropic|openai|command|manual --record DIR")
        .formatted(
            key, looked.isEmpty() ? "no place" : looked, recordings.size(), asking(key.purpose()));
  }
}

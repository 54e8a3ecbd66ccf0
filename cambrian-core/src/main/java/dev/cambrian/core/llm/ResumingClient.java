package dev.cambrian.core.llm;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Records every exchange of another client in one directory, and answers what is recorded there
 * already from it: work that was cut off goes on without asking anything twice. Such an answer is
 * marked as replayed.
 *
 * <p>The directory holds the recordings of one growth. A recorded answer is taken only for the very
 * request that it answered; but a repair or retry quotes output of programs, which differs from run
 * to run.
 */
public final class ResumingClient implements LlmClient {
  private final Path directory;
  private final RecordingClient live;

  /**
   * @throws RecordingException if a recording in {@code directory} cannot be read
   */
  public ResumingClient(LlmClient delegate, Path directory, Clock clock) {
    this.directory = directory;
    this.live = new RecordingClient(delegate, directory, "", clock);
  }

  /**
   * @throws LlmException.Refused also if a first answer is recorded that answered another request
   */
  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    Recordings recorded = recorded();
    return knows(recorded, request)
        ? new ReplayClient(recorded).answer(request, progress)
        : live.answer(request, progress);
  }

  @Override
  public void requireReady(LlmRequest request) {
    if (!knows(recorded(), request)) {
      live.requireReady(request);
    }
  }

  /** Read each time: it grows with what this client itself asks. */
  private Recordings recorded() {
    return Recordings.read(List.of(directory));
  }

  private boolean knows(Recordings recorded, LlmRequest request) {
    Recording.Key key = Recording.Key.of(request);
    Optional<Recording> found = recorded.find(key);
    if (found.isPresent()
        && request.purpose() != Purpose.REPAIR
        && request.purpose() != Purpose.RETRY
        && !found.get().request().equals(request)) {
      throw new LlmException.Refused(
          "%s is recorded in %s as the answer to another request; record into another directory"
              .formatted(key, recorded.fileOf(key).orElseThrow()),
          0);
    }
    return found.isPresent();
  }
}

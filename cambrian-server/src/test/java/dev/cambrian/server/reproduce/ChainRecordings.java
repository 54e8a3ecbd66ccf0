package dev.cambrian.server.reproduce;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.RecordingClient;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.serve.Prime;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Recordings whose answers are the hand-written prime, each a little different. */
public final class ChainRecordings {
  private final Path directory;

  public ChainRecordings(Path directory) {
    this.directory = directory;
  }

  /** The prime of an ordinal: its code says which it is. */
  public static Prime prime(int ordinal) {
    return new Prime().with("src/which.py", "WHICH = %d\n".formatted(ordinal));
  }

  /** With so many primes as answers of the prime's spec. */
  public ChainRecordings primes(int count) {
    for (int ordinal = 1; ordinal <= count; ordinal++) {
      prime(ordinal, prime(ordinal));
    }
    return this;
  }

  public ChainRecordings prime(int ordinal, Prime prime) {
    return answer(Prime.specFile(), Purpose.GENERATE, ordinal, prime.answer());
  }

  public ChainRecordings answer(Path spec, Purpose purpose, int ordinal, String text) {
    Spec read = Specs.read(spec);
    LlmAnswer answer =
        new LlmAnswer(
            text,
            "manual",
            "somebody",
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.of(1_000, 500),
            true,
            Duration.ZERO);
    LlmRequest request =
        new LlmRequest(
            read.hash(),
            purpose,
            ordinal,
            "somebody",
            "You write.",
            List.of(Message.user("Write.")),
            100);
    var _ =
        new RecordingClient((_, _) -> answer, directory, Clock.systemUTC())
            .answer(request, LlmProgress.NONE);
    return this;
  }
}

package dev.cambrian.core.llm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Requests and listeners that the tests share. */
final class Requests {
  static final String SPEC = "sha256:" + "0a1b2c3d".repeat(8);

  private Requests() {}

  static LlmRequest generate(int ordinal) {
    return of(Purpose.GENERATE, ordinal);
  }

  static LlmRequest of(Purpose purpose, int ordinal) {
    return new LlmRequest(
        SPEC,
        purpose,
        ordinal,
        "model-x",
        "You are terse.",
        List.of(Message.user("Grow this.").cached(), Message.assistant("No."), Message.user("Do.")),
        1000);
  }

  static LlmRequest single(String system, String user) {
    return new LlmRequest(
        SPEC, Purpose.GENERATE, 1, "model-x", system, List.of(Message.user(user)), 1000);
  }

  static LlmAnswer answer(String text) {
    return new LlmAnswer(
        text,
        "anthropic",
        "model-x-2026",
        LlmAnswer.StopReason.COMPLETE,
        new TokenUsage(100, 20, 30, 40),
        true,
        Duration.ofMillis(1234));
  }

  /** Notes what it hears. */
  static final class Heard implements LlmProgress {
    final List<Long> received = new CopyOnWriteArrayList<>();
    final List<String> waits = new CopyOnWriteArrayList<>();
    final List<Duration> expected = new CopyOnWriteArrayList<>();

    /** The text as it was told, void attempts left out. */
    final StringBuilder text = new StringBuilder();

    @Override
    public void text(String piece) {
      text.append(piece);
    }

    @Override
    public void restarted() {
      text.setLength(0);
    }

    @Override
    public void received(long characters) {
      received.add(characters);
    }

    @Override
    public void waiting(String reason, Duration duration) {
      waits.add(reason);
      expected.add(duration);
    }
  }
}

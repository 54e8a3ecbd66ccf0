package dev.cambrian.core.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model and a judge of which everything is known: a spec lives with the chance that it states, a
 * proposer raises or lowers what its section says.
 */
final class SmallWorld implements LlmClient, Verifier {
  static final Spec BASE = spec(50);

  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger proposed = new AtomicInteger();
  final AtomicInteger judged = new AtomicInteger();
  private final long seed;

  SmallWorld(long seed) {
    this.seed = seed;
  }

  /**
   * @param chance of a viable answer, in per cent
   */
  static Spec spec(int chance) {
    return Specs.parse(
        "SMALL-SPEC.md",
        """
        ---
        title: Small
        version: 1.0.0
        toolchain: python
        ---
        # Small

        It is small.

        ## Behaviour

        The chance of an answer is %d per cent. It MUST answer.

        ## Contracts

        ```contracts
        [{"name": "hello", "type": "http", "method": "GET", "path": "/", "expect": {"status": 200}}]
        ```
        """
            .formatted(chance)
            .getBytes(UTF_8));
  }

  static int chance(String text) {
    String before = "The chance of an answer is ";
    int at = text.indexOf(before) + before.length();
    return Integer.parseInt(text.substring(at, text.indexOf(' ', at)));
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    String text =
        request.purpose() == Purpose.PROPOSE
            ? proposal(request)
            : "<file path=\"app.py\">\nprint(%d)\n</file:end>\n".formatted(asked.incrementAndGet());
    return answered(text);
  }

  LlmAnswer answered(String text) {
    return new LlmAnswer(
        text,
        "command",
        "somebody",
        LlmAnswer.StopReason.COMPLETE,
        TokenUsage.of(100, 10),
        true,
        Duration.ofMillis(5));
  }

  private String proposal(LlmRequest request) {
    int number = proposed.incrementAndGet();
    SplittableRandom random = new SplittableRandom(seed + request.ordinal());
    int chance = random.nextInt(20, 100);
    return """
    <file path="section.md">
    ## Behaviour

    The chance of an answer is %d per cent. It MUST answer. Proposal %d.

    </file:end>
    <file path="rationale.md">
    It may help.
    </file:end>
    """
        .formatted(chance, number);
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    judged.incrementAndGet();
    SplittableRandom random =
        new SplittableRandom(seed * 1_000 + request.artifactHash().hashCode());
    boolean viable = random.nextInt(100) < chance(request.spec().text());
    return new Verification.Judged(report(request, viable ? Status.VIABLE : Status.NON_VIABLE));
  }

  @Override
  public String isolation() {
    return "none";
  }

  private static ViabilityReport report(VerificationRequest request, Status status) {
    boolean viable = status == Status.VIABLE;
    return new ViabilityReport(
        request.generation(),
        status,
        viable ? Optional.empty() : Optional.of(Stage.TEST),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(true, 2),
            new TestCheck(viable, 3, 2, viable ? 2 : 1),
            new StageCheck(true, 4),
            new HealthCheck(true, 5, Map.of(), Map.of(), Map.of())),
        Map.of(),
        Instant.EPOCH,
        viable
            ? Optional.empty()
            : Optional.of(
                new Diagnostics(
                    Stage.TEST,
                    "1 of 2 failed",
                    Optional.of(1),
                    Optional.empty(),
                    List.of(
                        new Failure(
                            "test_answer",
                            "the answer is wrong",
                            Optional.empty(),
                            Optional.empty())),
                    "",
                    "")),
        Optional.of(request.artifactHash()),
        request.spec().hash(),
        "none");
  }
}

package dev.cambrian.server.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.supervisor.FakeVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A model and a judge that write down in a directory, in a line each, what they were asked, so that
 * it is known whichever process asked. They answer nobody as long as there is a file {@code
 * hold-PURPOSE} or {@code hold-judging}.
 */
public final class ScriptedWorld implements LlmClient, Verifier {
  private static final String JUDGING = "judging";

  private final Path directory;
  private final FakeVerifier verifier = new FakeVerifier();

  /** The directory has to be there. */
  public ScriptedWorld(Path directory) {
    this.directory = directory;
  }

  /** The text of a spec with a section that can be changed. */
  public static String spec(String name) {
    return """
    ---
    title: %1$s
    version: 1.0.0
    toolchain: python
    ---
    # %1$s

    It is small.

    ## Behaviour

    It MUST answer.

    ## Contracts

    ```contracts
    [{"name": "hello", "type": "http", "method": "GET", "path": "/", "expect": {"status": 200}}]
    ```
    """
        .formatted(name);
  }

  /** A gateway with this model behind it. */
  public GatewaySettings models() {
    return models(this);
  }

  public static GatewaySettings models(LlmClient client) {
    return new GatewaySettings(
        new LlmClients.Choice(client, "command", "somebody", "somebody"),
        Optional.empty(),
        Prices.builtIn(),
        Optional.empty(),
        GatewaySettings.Limits.STANDARD);
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    int number = noted(request.purpose().id());
    if (!passes(request.purpose().id())) {
      throw new LlmException.Interrupted();
    }
    String text =
        request.purpose() == Purpose.PROPOSE
            ? proposal(number)
            : """
              <file path="app.py">
              print(%d)
              </file:end>
              <file path="behaviour">
              %s
              </file:end>
              """
                .formatted(number, number % 3 == 0 ? "non-viable" : "viable");
    return new LlmAnswer(
        text,
        "command",
        request.model(),
        LlmAnswer.StopReason.COMPLETE,
        TokenUsage.of(100, 10),
        true,
        Duration.ofMillis(1));
  }

  private static String proposal(int number) {
    return """
    <file path="section.md">
    ## Behaviour

    It MUST answer. %s

    </file:end>
    <file path="rationale.md">
    It may help.
    </file:end>
    """
        .formatted("Proposal %d says so in words of its own. ".formatted(number).repeat(number));
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    int _ = noted(JUDGING);
    return passes(JUDGING)
        ? verifier.verify(request, listener)
        : new Verification.Aborted(FailureKind.CANCELLED, "the verification was cancelled");
  }

  @Override
  public String isolation() {
    return verifier.isolation();
  }

  /** Those that are asked from now on for that wait. */
  public void hold(String what) {
    try {
      Files.writeString(directory.resolve("hold-" + what), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that wait, and will be asked, are answered. */
  public void release() {
    try {
      for (String what : List.of("generate", "propose", JUDGING)) {
        Files.deleteIfExists(directory.resolve("hold-" + what));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it was not interrupted while it was held. */
  private boolean passes(String what) {
    try {
      while (Files.exists(directory.resolve("hold-" + what))) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized int noted(String what) {
    try {
      Files.writeString(
          directory.resolve(what),
          "asked\n",
          UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return count(what);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What of a campaign is kept on the disk, as whoever goes on with it finds it. */
  public record Kept(int answers, int verdicts) {
    /**
     * @param campaign its directory
     */
    public static Kept of(Path campaign) {
      try (Stream<Path> found = Files.walk(campaign)) {
        List<String> names =
            found
                .map(it -> it.getFileName().toString())
                .filter(it -> it.matches("(generate|propose)-[0-9]+(\\.report)?\\.json"))
                .toList();
        int verdicts = (int) names.stream().filter(it -> it.endsWith(".report.json")).count();
        return new Kept(names.size() - verdicts, verdicts);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Answers that were asked for, in whatever process. */
  public int generated() {
    return count("generate");
  }

  public int proposed() {
    return count("propose");
  }

  public int judged() {
    return count(JUDGING);
  }

  private int count(String what) {
    try {
      Path file = directory.resolve(what);
      return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

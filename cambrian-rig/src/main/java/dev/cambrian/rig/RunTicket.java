package dev.cambrian.rig;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody else than the one who gave an order needs to believe its answer: which run it is
 * of, and the run's key. Whoever has the key can make the container say anything, so a ticket
 * belongs where no other user and no container can read it.
 */
public final class RunTicket {
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{" + 2 * RunSeal.KEY_BYTES + "}");

  private final RunSeal.Run run;
  private final String specHash;
  private final Duration longest;
  private final byte[] key;

  RunTicket(RunSeal.Run run, String specHash, Duration longest, byte[] key) {
    this.run = run;
    this.specHash = specHash;
    this.longest = longest;
    this.key = key.clone();
  }

  public String runId() {
    return run.id();
  }

  public int generation() {
    return run.generation();
  }

  /** That the judged artifact must have. */
  public String artifactHash() {
    return run.artifactHash();
  }

  /** Of the trusted spec. */
  public String specHash() {
    return specHash;
  }

  /** What the verification may take from the start of its container. */
  public Duration longest() {
    return longest;
  }

  /** With the key. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("run-id", run.id());
    json.put("generation", run.generation());
    json.put("artifact-hash", run.artifactHash());
    json.put("spec-hash", specHash);
    json.put("longest-ms", longest.toMillis());
    json.put("key", HexFormat.of().formatHex(key));
    return json;
  }

  /**
   * Reads one.
   *
   * @throws JsonException where there is none; the message may quote what stands there
   */
  public static RunTicket read(Members json) {
    String key =
        json.requireNamed(
            "key", it -> KEY.matcher(it).matches() ? Optional.of(it) : Optional.empty());
    return new RunTicket(
        new RunSeal.Run(
            json.requireString("run-id"),
            json.requireInt("generation", 0),
            json.requireString("artifact-hash")),
        json.requireString("spec-hash"),
        Duration.ofMillis(json.requireLong("longest-ms", 1)),
        HexFormat.of().parseHex(key));
  }

  /**
   * Reads all that the container has said on its standard output, from the beginning up to the
   * answer.
   *
   * @param listener hears of every stage, the manifest's too
   * @return empty where the output ends without an answer
   * @throws UntrustedReportException where what came is not sealed for this run
   */
  public Optional<Verification> receive(InputStream out, VerificationListener listener)
      throws IOException {
    try {
      Optional<Verification> answer =
          ContainedAnswer.read(out, run, new RunSeal(run, key), listener);
      answer.ifPresent(this::requireSpec);
      return answer;
    } catch (ContainedAnswer.UntrustedAnswerException e) {
      throw new UntrustedReportException(String.valueOf(e.getMessage()));
    }
  }

  private void requireSpec(Verification answer) {
    if (answer instanceof Verification.Judged(var report) && !report.specHash().equals(specHash)) {
      throw new UntrustedReportException("a report about another spec");
    }
  }
}

package dev.cambrian.rig;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ReportException;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the rig in a container says on its standard output, which no process of the artifact has:
 * lines of JSON. {@code {"stage", "state": "started"}} and {@code {"stage", "state": "passed" |
 * "failed", "duration-ms"}} tell how it goes on and are believed as far as a screen goes; {@code
 * {"stage", "state": "logged", "log", "seal"}} brings what a stage's command printed, in the form
 * of {@link StageLog}, and is left out where its seal does not fit; so does {@code "state":
 * "printing"} with the end of what a command that still runs has printed; the last line, {@code
 * {"kind": "report" | "aborted", "message", "seal"}}, is what counts, and only with the {@link
 * RunSeal} of its run.
 */
final class ContainedAnswer {
  private static final String REPORT = "report";
  private static final String ABORTED = "aborted";
  private static final int LONGEST_LINE = 16 << 20;

  private ContainedAnswer() {}

  /** The rig's end. */
  static final class Writer implements VerificationListener {
    /**
     * Bytes of all that is told of commands that run. Where an answer is kept, the longest fits in
     * what is kept of it together with the logs of the stages and with these.
     */
    private static final int MOST_PRINTING = 3 << 20;

    private final OutputStream out;
    private final RunSeal seal;
    private int printing;

    Writer(OutputStream out, RunSeal seal) {
      this.out = out;
      this.seal = seal;
    }

    @Override
    public void stageStarted(Stage stage) {
      ObjectNode line = Json.object();
      line.put("stage", stage.id());
      line.put("state", "started");
      write(line);
    }

    @Override
    public void stageFinished(Stage stage, boolean passed, Duration elapsed) {
      ObjectNode line = Json.object();
      line.put("stage", stage.id());
      line.put("state", passed ? "passed" : "failed");
      line.put("duration-ms", elapsed.toMillis());
      write(line);
    }

    @Override
    public void stagePrinting(Stage stage, StageLog end) {
      byte[] line = bytes(sealed(stage, "printing", printingKind(stage), end));
      if (line.length <= MOST_PRINTING - printing) {
        printing += line.length;
        write(line);
      }
    }

    @Override
    public void stageLogged(Stage stage, StageLog log) {
      write(sealed(stage, "logged", logKind(stage), log));
    }

    private ObjectNode sealed(Stage stage, String state, String kind, StageLog log) {
      String text = new String(log.encode(), StandardCharsets.UTF_8);
      ObjectNode line = Json.object();
      line.put("stage", stage.id());
      line.put("state", state);
      line.put("log", text);
      line.put("seal", seal.of(kind, text));
      return line;
    }

    /** The last line; one that nobody would read to its end says so instead. */
    void end(Verification verification) {
      byte[] line = bytes(last(verification));
      write(
          line.length <= LONGEST_LINE
              ? line
              : bytes(
                  last(
                      new Verification.Aborted(
                          FailureKind.RIG_CRASHED, "the report has more than 16 MiB"))));
    }

    private ObjectNode last(Verification verification) {
      return verification.fold(
          judged -> last(REPORT, ReportCodec.encode(judged.report())),
          aborted -> {
            ObjectNode message = Json.object();
            message.put("kind", aborted.kind().id());
            message.put("reason", aborted.reason());
            return last(ABORTED, Json.write(message));
          });
    }

    private ObjectNode last(String kind, String message) {
      ObjectNode line = Json.object();
      line.put("kind", kind);
      line.put("message", message);
      line.put("seal", seal.of(kind, message));
      return line;
    }

    private void write(ObjectNode line) {
      write(bytes(line));
    }

    private static byte[] bytes(ObjectNode line) {
      return (Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private synchronized void write(byte[] line) {
      try {
        out.write(line);
        out.flush();
      } catch (IOException e) {
        throw new InfrastructureException("nobody reads the rig's answer any more", e);
      }
    }
  }

  /**
   * Reads to the last line. Lines count without their line feeds too, which a daemon's record of
   * long lines may lack; that the last is whole is shown by its seal.
   *
   * @return empty where the stream ends before it
   * @throws UntrustedAnswerException where what comes is none of this run's
   */
  static Optional<Verification> read(
      InputStream in, RunSeal.Run run, RunSeal seal, VerificationListener listener)
      throws IOException, UntrustedAnswerException {
    PushbackInputStream lines = new PushbackInputStream(in);
    while (true) {
      Line line = line(lines);
      try {
        Members members = Members.of(StrictJson.read(line.text()));
        if (members.has("kind")) {
          return Optional.of(last(members, run, seal));
        }
        tell(members, seal, listener);
      } catch (MalformedJsonException e) {
        if (line.cut()) {
          // Of nothing, or of an end in the midst of it.
          return Optional.empty();
        }
        throw new UntrustedAnswerException("a line that is none of the rig's: " + e.getMessage());
      } catch (JsonException | ReportException e) {
        throw new UntrustedAnswerException("a line that is none of the rig's: " + e.getMessage());
      }
    }
  }

  /**
   * One line.
   *
   * @param cut whether the stream ended without a line feed
   */
  private record Line(String text, boolean cut) {}

  /**
   * The next object, with its line feed where it has one: a daemon's record of what was said may
   * lack that of a long line, and the next begins at once then.
   */
  private static Line line(PushbackInputStream in) throws IOException, UntrustedAnswerException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int depth = 0;
    boolean quoted = false;
    boolean escaped = false;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return new Line(line.toString(StandardCharsets.UTF_8), true);
      }
      if (line.size() == LONGEST_LINE) {
        throw new UntrustedAnswerException("a line of more than 16 MiB");
      }
      line.write(next);
      if (quoted) {
        quoted = escaped || next != '"';
        escaped = !escaped && next == '\\';
      } else if (next == '"') {
        quoted = true;
      } else if (next == '{') {
        depth++;
      } else if (next == '}' && --depth == 0) {
        return new Line(line.toString(StandardCharsets.UTF_8), !endsLine(in));
      }
    }
    return new Line(line.toString(StandardCharsets.UTF_8), false);
  }

  /** Whether something comes still. */
  private static boolean endsLine(PushbackInputStream in) throws IOException {
    int next = in.read();
    if (next >= 0 && next != '\n') {
      in.unread(next);
    }
    return next >= 0;
  }

  private static void tell(Members line, RunSeal seal, VerificationListener listener) {
    Stage stage = line.requireNamed("stage", Stage::of);
    switch (line.requireString("state")) {
      case "started" -> listener.stageStarted(stage);
      case "passed" -> listener.stageFinished(stage, true, elapsed(line));
      case "failed" -> listener.stageFinished(stage, false, elapsed(line));
      case "printing" ->
          log(line, printingKind(stage), seal).ifPresent(it -> listener.stagePrinting(stage, it));
      case "logged" ->
          log(line, logKind(stage), seal).ifPresent(it -> listener.stageLogged(stage, it));
      default -> {
        // A later rig may tell more; it changes nothing here.
      }
    }
  }

  /** No verdict depends on it: one that is not the rig's is none. */
  private static Optional<StageLog> log(Members line, String kind, RunSeal seal) {
    String text = line.requireString("log");
    return seal.fits(line.requireString("seal"), kind, text)
        ? StageLog.decode(text.getBytes(StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** So that the log of a stage cannot be told of another. */
  private static String logKind(Stage stage) {
    return "log of " + stage.id();
  }

  private static String printingKind(Stage stage) {
    return "end by now of " + stage.id();
  }

  private static Duration elapsed(Members line) {
    return Duration.ofMillis(line.requireLong("duration-ms", 0));
  }

  private static Verification last(Members line, RunSeal.Run run, RunSeal seal)
      throws UntrustedAnswerException {
    String kind = line.requireString("kind");
    String message = line.requireString("message");
    if (!seal.fits(line.requireString("seal"), kind, message)) {
      throw new UntrustedAnswerException("a report that is not sealed for this run");
    }
    return switch (kind) {
      case REPORT -> judged(ReportCodec.decode(message), run);
      case ABORTED -> {
        Members aborted = Members.of(StrictJson.read(message));
        yield new Verification.Aborted(
            aborted.requireNamed("kind", FailureKind::of), aborted.requireString("reason"));
      }
      default -> throw new UntrustedAnswerException("a last line of the unknown kind " + kind);
    };
  }

  private static Verification judged(ViabilityReport report, RunSeal.Run run)
      throws UntrustedAnswerException {
    boolean another =
        report.artifactHash().isPresent()
            && !report.artifactHash().get().equals(run.artifactHash());
    if (report.generation() != run.generation()
        || another
        || (report.viable() && report.artifactHash().isEmpty())) {
      throw new UntrustedAnswerException("a report about another artifact or generation");
    }
    return new Verification.Judged(report);
  }

  /** What came from a container is not what its rig says about this run. */
  static final class UntrustedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    UntrustedAnswerException(String message) {
      super(message);
    }
  }
}

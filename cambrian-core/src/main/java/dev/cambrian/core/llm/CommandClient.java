package dev.cambrian.core.llm;

import dev.cambrian.core.disk.TemporaryDirectory;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks any program, run by {@code /bin/sh -c}.
 *
 * <p>Standard input is the system message, one blank line, and the user's message, in UTF-8; of
 * several messages each follows a line {@code ===== user =====} or {@code ===== assistant =====}.
 * The answer is the whole standard output, in UTF-8, at most 64 MiB; exit code 0 makes it complete.
 * Standard error is only quoted, by its last line, when the program fails.
 *
 * <p>Programs that want the parts apart find them in the environment: {@code CAMBRIAN_SYSTEM_FILE}
 * and {@code CAMBRIAN_USER_FILE} (paths, gone when the program ends), {@code CAMBRIAN_MODEL},
 * {@code CAMBRIAN_MAX_TOKENS}, {@code CAMBRIAN_PURPOSE}, {@code CAMBRIAN_ORDINAL}, {@code
 * CAMBRIAN_SPEC_HASH}. The rest of the environment is inherited, API keys included: it is the
 * user's own program.
 *
 * <p>A timeout or an interrupt kills the program and its descendants.
 */
public final class CommandClient implements LlmClient {
  /** What a shell exits with after SIGINT. */
  private static final int INTERRUPTED = 130;

  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

  public static final String PROVIDER = "command";
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

  private final String command;
  private final Duration timeout;
  private final Secrets secrets;

  public CommandClient(String command, Duration timeout) {
    this(command, timeout, Secrets.NONE);
  }

  CommandClient(String command, Duration timeout, Secrets secrets) {
    this.command = command;
    this.timeout = timeout;
    this.secrets = secrets;
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    long start = System.nanoTime();
    Interruption.check();
    ChildProcess.Result result;
    TemporaryDirectory files = null;
    try {
      files =
          TemporaryDirectory.create(
              Path.of(System.getProperty("java.io.tmpdir")),
              "cambrian-prompt-",
              Files::deleteIfExists);
      Path system = Files.writeString(files.path().resolve("system.md"), request.system());
      Path user =
          Files.writeString(files.path().resolve("user.md"), PromptText.of(request.messages()));
      Map<String, String> environment =
          Map.of(
              "CAMBRIAN_SYSTEM_FILE", system.toString(),
              "CAMBRIAN_USER_FILE", user.toString(),
              "CAMBRIAN_MODEL", request.model(),
              "CAMBRIAN_MAX_TOKENS", Integer.toString(request.maxTokens()),
              "CAMBRIAN_PURPOSE", request.purpose().id(),
              "CAMBRIAN_ORDINAL", Integer.toString(request.ordinal()),
              "CAMBRIAN_SPEC_HASH", request.specHash());
      byte[] stdin = PromptText.whole(request).getBytes(StandardCharsets.UTF_8);
      ChildProcess child =
          ChildProcess.start(ownSession(List.of("/bin/sh", "-c", command)), environment, stdin);
      result = child.await(timeout, Texts.MAX_ANSWER, progress);
    } catch (InterruptedException e) {
      throw Interruption.caught();
    } catch (IOException e) {
      throw new LlmException.Unavailable("the command could not be run: " + Texts.reason(e), e);
    } finally {
      remove(files);
    }
    return new LlmAnswer(
        text(result),
        PROVIDER,
        request.model(),
        StopReason.COMPLETE,
        TokenUsage.NONE,
        false,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /**
   * In a session of its own, where the system has {@code setsid}: Ctrl-C in a terminal then ends
   * this thread's waiting, which ends the command, and not the command first.
   */
  private static List<String> ownSession(List<String> command) {
    for (Path place : SETSID) {
      if (Files.isExecutable(place)) {
        List<String> wrapped = new ArrayList<>(List.of(place.toString()));
        wrapped.addAll(command);
        return wrapped;
      }
    }
    return command;
  }

  private String text(ChildProcess.Result result) {
    return switch (result) {
      case ChildProcess.Result.TimedOut() ->
          throw new LlmException.Unavailable(
              "the command did not answer within %d s and was killed: %s"
                  .formatted(timeout.toSeconds(), shown()));
      case ChildProcess.Result.TooMuch() ->
          throw new LlmException.Refused(
              "the command answered more than 64 MiB and was killed: " + shown(), 0);
      case ChildProcess.Result.Exited(int code, ByteBuffer out, String errors) -> {
        if (code == INTERRUPTED) {
          // Ctrl-C in a terminal reaches the command too, perhaps before it reaches this thread.
          Thread.currentThread().interrupt();
          throw new LlmException.Interrupted();
        }
        if (code != 0) {
          String last = Texts.lastLine(secrets.scrub(errors));
          throw new LlmException.Refused(
              "the command exited with %d (%s): %s"
                  .formatted(code, last.isEmpty() ? "nothing on stderr" : last, shown()),
              code);
        }
        try {
          yield Texts.utf8(out);
        } catch (CharacterCodingException e) {
          throw new LlmException.Refused("the command's answer is not UTF-8: " + shown(), 0);
        }
      }
    };
  }

  private String shown() {
    return Texts.oneLine(secrets.scrub(command));
  }

  private static void remove(@Nullable TemporaryDirectory files) {
    if (files == null) {
      return;
    }
    try {
      files.remove();
    } catch (IOException left) {
      // The answer is there; the next process removes what this one could not.
      return;
    }
  }
}

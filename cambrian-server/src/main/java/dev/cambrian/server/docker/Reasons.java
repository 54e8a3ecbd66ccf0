package dev.cambrian.server.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.verdict.FailureKind;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What went wrong, out of nested exceptions of a client library. */
final class Reasons {
  private static final int MOST = 300;
  private static final Pattern ANSWER =
      Pattern.compile("Status \\d+: (\\{.*})\\s*", Pattern.DOTALL);

  private Reasons() {}

  /** In one line; where the daemon has answered, in its words. */
  static String of(Throwable problem) {
    Throwable deepest = deepest(problem);
    String message =
        Optional.ofNullable(deepest.getMessage()).orElseGet(deepest.getClass()::getSimpleName);
    String line = said(message).strip().replaceAll("\\s+", " ");
    return line.length() > MOST ? line.substring(0, MOST) + "…" : line;
  }

  private static Throwable deepest(Throwable problem) {
    Throwable deepest = problem;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private static String said(String message) {
    Matcher answer = ANSWER.matcher(message);
    if (!answer.matches()) {
      return message;
    }
    try {
      return Members.of(StrictJson.read(answer.group(1))).requireString("message");
    } catch (JsonException | MalformedJsonException another) {
      return message;
    }
  }

  /**
   * What it is a case of. A daemon that answers may yet lack something; one that is on its way out
   * answers with all sorts of errors.
   */
  static FailureKind kindOf(RuntimeException problem) {
    String reason = of(problem).toLowerCase(Locale.ROOT);
    if (deepest(problem) instanceof NotFoundException && reason.contains("no such image")) {
      return FailureKind.IMAGE_MISSING;
    }
    return Stream.of("no space left on device", "disk quota exceeded", "cannot allocate memory")
            .anyMatch(reason::contains)
        ? FailureKind.RESOURCE
        : FailureKind.DAEMON_GONE;
  }
}

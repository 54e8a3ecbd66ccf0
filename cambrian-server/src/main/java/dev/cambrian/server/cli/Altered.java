package dev.cambrian.server.cli;

import dev.cambrian.core.history.HistoryCheck;
import dev.cambrian.core.history.HistoryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A history that is not as it was written: a finding, and no fault of this machine. */
final class Altered {
  private static final Pattern AT_EVENT = Pattern.compile("event (\\d+): (.*)", Pattern.DOTALL);

  private static final String HINT = "'cambrian verify --home DIR' names every defect";

  private Altered() {}

  /**
   * @throws CliException with exit 1 where something is not as it must be
   */
  static void refuse(HistoryCheck check) {
    if (check.sound()) {
      return;
    }
    HistoryCheck.Broken first = check.broken().getFirst();
    throw new CliException(
        ExitStatus.NEGATIVE,
        "the history was altered%s: %s; %s"
            .formatted(
                first.position() > 0 ? " at event " + first.position() : "", first.reason(), HINT));
  }

  /** The same of one that was found on the way; what is about no event stays as it is. */
  static RuntimeException told(HistoryException.Corrupt corrupt) {
    Matcher matcher = AT_EVENT.matcher(String.valueOf(corrupt.getMessage()));
    return matcher.matches()
        ? new CliException(
            ExitStatus.NEGATIVE,
            "the history was altered at event %s: %s".formatted(matcher.group(1), matcher.group(2)),
            corrupt)
        : corrupt;
  }
}

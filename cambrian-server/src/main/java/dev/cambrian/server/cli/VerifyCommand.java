package dev.cambrian.server.cli;

import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.verify.HistoryVerifier;
import dev.cambrian.server.verify.Verification;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Checks the history's digest chain, blobs, specs, artifacts, git and reports, names every defect, and exits 1 where there is one.")
final class VerifyCommand implements Callable<Integer> {

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  VerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    CambrianHome at = home.home(session.environment());
    try (SqliteHistory history = opened();
        GitArchive archive = new GitArchive(at.archive(), session.clock())) {
      Verification verification = new HistoryVerifier(history, archive, at).run();
      if (json) {
        json(verification);
      } else {
        text(verification);
      }
      return (verification.sound() ? ExitStatus.OK : ExitStatus.NEGATIVE).code();
    }
  }

  /** What cannot even be opened because an event of it makes no sense was altered there. */
  private SqliteHistory opened() {
    try {
      return home.history(session.environment());
    } catch (HistoryException.Corrupt e) {
      throw Altered.told(e);
    }
  }

  private void text(Verification verification) {
    verification
        .checked()
        .forEach((kind, count) -> session.line("%-12s %s".formatted(kind, Format.count(count))));
    session.line("%-12s %s".formatted("head", verification.headDigest()));
    verification.defects().forEach(defect -> session.line("defect: " + SafeText.line(defect)));
    if (verification.unlisted() > 0) {
      session.line("and %s more in the history".formatted(Format.count(verification.unlisted())));
    }
    session.line(
        verification.sound()
            ? session.style().good(agrees(verification))
            : session.style().bad(count(verification.found())));
    if (!verification.leftOut().isEmpty()) {
      session.line(
          "Not included in an export of a campaign: %s. 'cambrian campaign replay DIR' rebuilds the artifacts from the recorded answers and holds them against their hashes."
              .formatted(leftOut(verification)));
    }
    verification.notes().forEach(note -> session.line("note: " + SafeText.line(note)));
  }

  private static String agrees(Verification verification) {
    return verification.leftOut().isEmpty()
        ? "Everything agrees."
        : "The history is intact. Compare the head with the published one: events cut off at the end leave no other trace.";
  }

  private static String leftOut(Verification verification) {
    return verification.leftOut().entrySet().stream()
        .map(it -> "%s %s".formatted(Format.count(it.getValue()), it.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String count(long found) {
    return Format.count(found) + (found == 1 ? " defect." : " defects.");
  }

  private void json(Verification verification) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("sound", verification.sound());
    ObjectNode checked = node.putObject("checked");
    verification.checked().forEach((kind, count) -> checked.put(kind.replace(' ', '-'), count));
    ObjectNode leftOut = node.putObject("not-included");
    verification.leftOut().forEach((kind, count) -> leftOut.put(kind.replace(' ', '-'), count));
    verification.notes().forEach(node.putArray("notes")::add);
    node.put("head-digest", verification.headDigest());
    node.put("defect-count", verification.found());
    verification.defects().forEach(node.putArray("defects")::add);
    session.line(JsonText.pretty(node));
  }
}

package dev.cambrian.server.cli;

import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.verify.HistoryVerifier;
import dev.cambrian.server.verify.Verification;
import java.util.concurrent.Callable;
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
    try (SqliteHistory history = home.history(session.environment());
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
            ? session.style().good("Everything agrees.")
            : session.style().bad(count(verification.found())));
  }

  private static String count(long found) {
    return Format.count(found) + (found == 1 ? " defect." : " defects.");
  }

  private void json(Verification verification) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("sound", verification.sound());
    ObjectNode checked = node.putObject("checked");
    verification.checked().forEach((kind, count) -> checked.put(kind.replace(' ', '-'), count));
    node.put("head-digest", verification.headDigest());
    node.put("defect-count", verification.found());
    verification.defects().forEach(node.putArray("defects")::add);
    session.line(JsonText.pretty(node));
  }
}

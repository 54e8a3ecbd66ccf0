package dev.cambrian.server.cli;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.imports.ImportLock;
import dev.cambrian.server.imports.ImportSummary;
import dev.cambrian.server.imports.Importing;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Makes what the field's first system grew into history of this home: the records in generations.json and summary.json, and the code in its directories or git. Runs nothing; may be repeated.")
final class ImportCommand implements Callable<Integer> {

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      paramLabel = "DIR",
      description = "Its directory or repository, or one of its campaigns.")
  private Path directory = Path.of("");

  @Option(names = "--strict", description = "Imports nothing where anything is wrong.")
  private boolean strict;

  @Option(
      names = "--renumber",
      description = "Gives a generation whose number is taken another one; parents stay parents.")
  private boolean renumber;

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  ImportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw CliException.usage(
          "there is no directory %s; name the one that holds generations.json or summary.json"
              .formatted(directory));
    }
    CambrianHome at = home.home(session.environment()).prepare();
    ImportLock lock =
        ImportLock.take(at.directory())
            .orElseThrow(
                () ->
                    new CliException(
                        ExitStatus.INFRASTRUCTURE,
                        "another import is working in %s; wait for its end"
                            .formatted(at.directory())));
    ImportSummary summary;
    try (lock) {
      summary = run(at);
    }
    if (summary.files() == 0) {
      throw CliException.usage(
          "there is no generations.json and no summary.json in %s".formatted(directory));
    }
    if (json) {
      json(summary);
    } else {
      text(summary);
    }
    return (summary.problems() == 0 ? ExitStatus.OK : ExitStatus.NEGATIVE).code();
  }

  private ImportSummary run(CambrianHome at) throws IOException {
    try (History history = History.open(at.history());
        GitArchive archive = new GitArchive(at.archive(), session.clock())) {
      return Importing.run(
          directory,
          history,
          archive,
          at.directory(),
          new Importing.Options(strict, renumber),
          this::complain,
          this::complain);
    }
  }

  private void complain(String line) {
    session.err().print("cambrian: " + SafeText.line(line) + "\n");
  }

  private void text(ImportSummary summary) {
    if (summary.refused()) {
      session.line("Imported nothing: %s.".formatted(problems(summary)));
      return;
    }
    session.line(
        summary.total() == 0
            ? "Imported nothing."
            : "Imported %s: %s."
                .formatted(
                    count(summary.total(), "generation"),
                    summary.imported().entrySet().stream()
                        .map(it -> Format.count(it.getValue()) + " " + it.getKey().id())
                        .collect(Collectors.joining(", "))));
    summary
        .renumbered()
        .forEach((there, here) -> session.line("Generation %d is %d here.".formatted(there, here)));
    if (summary.known() > 0) {
      session.line("Already here: %s.".formatted(count(summary.known(), "generation")));
    }
    if (summary.closed() > 0) {
      session.line("Closed since: %s.".formatted(count(summary.closed(), "generation")));
    }
    if (summary.unfinished() > 0) {
      session.line(
          "Still in progress there: %s; import again when done."
              .formatted(count(summary.unfinished(), "generation")));
    }
    if (summary.problems() > 0) {
      session.line("Left out: %s.".formatted(problems(summary)));
    }
  }

  private static String problems(ImportSummary summary) {
    return count(summary.problems(), "problem");
  }

  private static String count(int count, String what) {
    return Format.count(count) + " " + what + (count == 1 ? "" : "s");
  }

  private void json(ImportSummary summary) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("ok", summary.problems() == 0);
    ObjectNode imported = node.putObject("imported");
    for (Outcome outcome : summary.imported().keySet()) {
      imported.put(outcome.id(), summary.imported().get(outcome));
    }
    node.put("known", summary.known())
        .put("closed", summary.closed())
        .put("in-progress", summary.unfinished())
        .put("problems", summary.problems());
    ObjectNode renumbered = node.putObject("renumbered");
    summary.renumbered().forEach((there, here) -> renumbered.put(Integer.toString(there), here));
    session.line(JsonText.pretty(node));
  }
}

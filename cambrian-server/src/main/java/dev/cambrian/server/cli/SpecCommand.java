package dev.cambrian.server.cli;

import dev.cambrian.core.spec.Finding;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.spec.SpecLint;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(
    name = "spec",
    mixinStandardHelpOptions = true,
    description =
        "Works on specifications: spec lint FILE, spec diff A B, spec tree, spec ambiguity SPEC.")
final class SpecCommand implements Runnable {

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "Name what to do: lint, diff, tree or ambiguity");
  }

  @Command(
      name = "lint",
      mixinStandardHelpOptions = true,
      description = "Checks specs; exits 1 where one has an error.")
  static final class Lint implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The specs.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "A JSON array.")
    private boolean json;

    Lint(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      boolean errors = false;
      boolean unreadable = false;
      for (Path file : files) {
        List<Finding> findings;
        try {
          findings = SpecLint.lint(name(file), Specs.bytes(file));
        } catch (SpecException e) {
          findings = e.findings();
          unreadable = true;
        }
        errors |= findings.stream().anyMatch(Finding::isError);
        findings.forEach(finding -> show(file, finding, all));
      }
      if (json) {
        session.line(JsonText.pretty(all));
      } else if (all.isEmpty()) {
        session.line(
            files.size() == 1
                ? "No findings."
                : "No findings in %d files.".formatted(files.size()));
      }
      if (unreadable) {
        return ExitStatus.USAGE.code();
      }
      return (errors ? ExitStatus.NEGATIVE : ExitStatus.OK).code();
    }

    private void show(Path file, Finding finding, ArrayNode all) {
      all.addObject()
          .put("file", file.toString())
          .put("line", finding.line())
          .put("severity", finding.severity().id())
          .put("rule", finding.rule())
          .put("message", finding.message());
      if (!json) {
        session.line(line(file, finding));
      }
    }

    /** A finding as a line. */
    static String line(Path file, Finding finding) {
      String place = finding.line() > 0 ? file + ":" + finding.line() : file.toString();
      return SafeText.line(
          "%s: %s %s %s"
              .formatted(place, finding.severity().id(), finding.rule(), finding.message()));
    }

    static String name(Path file) {
      Path name = file.getFileName();
      return name == null ? "" : name.toString();
    }
  }
}

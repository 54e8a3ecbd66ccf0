package dev.cambrian.server.selfcheck;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.disk.TemporaryDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells whether this machine isolates as promised. */
@Command(
    name = "selfcheck",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs artifacts that attempt what the rig must withstand, each bounded and harmless, and honest"
          + " ones of the same shape; takes some minutes.",
      "Exits 0 where each comes out as it must, 1 on any surprise, 3 where nothing can be run in isolation."
    })
public final class SelfcheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--only",
      paramLabel = "CLASS|NAME",
      split = ",",
      description = "Only fixtures of that class or name; several with commas.")
  private List<String> only = List.of();

  @Option(names = "--list", description = "Lists the fixtures and runs none.")
  private boolean list;

  @Option(
      names = "--json",
      description = "A JSON object; what goes on as one a line on standard error.")
  private boolean json;

  @Option(
      names = "--isolation",
      paramLabel = "KIND",
      description =
          "docker, bubblewrap or none; by default what grow would use here. With none only what runs"
              + " no command is checked.")
  private @Nullable Kind asked;

  @Override
  public Integer call() throws InterruptedException {
    Catalogue catalogue = Catalogue.shipped();
    List<Fixture> chosen = chosen(catalogue);
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      out.print(json ? FixtureList.json(chosen) : FixtureList.text(chosen));
      out.flush();
      return 0;
    }
    Kind kind = asked == null ? Kind.here(System.getenv()) : asked;
    Optional<Canary> planted = Canary.in(System.getenv());
    if (planted.isEmpty() && kind != Kind.NONE && chosen.stream().anyMatch(Fixture::runsCommands)) {
      return SecondProcess.run(
          Canary.fresh(), spec.root().commandLine().getParseResult().originalArgs());
    }
    return run(kind, catalogue, chosen, planted.orElseGet(Canary::fresh), out);
  }

  private int run(
      Kind kind, Catalogue catalogue, List<Fixture> chosen, Canary canary, PrintWriter out)
      throws InterruptedException {
    TemporaryDirectory directory = directory();
    Path root = directory.path();
    try (VerifierSource source =
        kind.open(Files.createDirectory(root.resolve("scratch")), System.getenv())) {
      Selfcheck selfcheck =
          new Selfcheck(
              catalogue,
              source,
              Files.createDirectory(root.resolve("artifacts")),
              canary,
              atOnce(),
              strict());
      if (!json) {
        line(out, SelfcheckReport.header());
      }
      SelfcheckReport report;
      try (SelfcheckProgress progress = progress(out, chosen.size())) {
        report = selfcheck.run(chosen, progress);
      }
      if (json) {
        out.print(report.json());
        out.flush();
      } else {
        line(out, "");
        report.summary().forEach(it -> line(out, it));
      }
      return report.status().code();
    } catch (IOException e) {
      throw new SelfcheckException("cannot write to " + root, e);
    } finally {
      remove(directory);
    }
  }

  private SelfcheckProgress progress(PrintWriter out, int fixtures) {
    if (json) {
      PrintWriter err = spec.commandLine().getErr();
      return SelfcheckProgress.objects(it -> line(err, it), fixtures, atOnce());
    }
    return SelfcheckProgress.lines(it -> line(out, it), fixtures, atOnce());
  }

  private static void line(PrintWriter out, String text) {
    out.print(text + "\n");
    out.flush();
  }

  /** A build server has everything, or its check would be worth nothing. */
  private static boolean strict() {
    return "true".equals(System.getenv("CI"));
  }

  private static int atOnce() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 2);
  }

  private static TemporaryDirectory directory() {
    try {
      return TemporaryDirectory.create(
          Path.of(System.getProperty("java.io.tmpdir")),
          "cambrian-selfcheck-",
          DirectoryTree::delete);
    } catch (IOException e) {
      throw new SelfcheckException(
          "cannot make a directory in " + System.getProperty("java.io.tmpdir"), e);
    }
  }

  private static void remove(TemporaryDirectory directory) {
    try {
      directory.remove();
    } catch (IOException e) {
      throw new SelfcheckException("cannot remove " + directory.path() + "; delete it", e);
    }
  }

  private List<Fixture> chosen(Catalogue catalogue) {
    if (only.isEmpty()) {
      return catalogue.fixtures();
    }
    Set<Fixture> chosen = new LinkedHashSet<>();
    for (String word : only) {
      List<Fixture> found = catalogue.select(word);
      if (found.isEmpty()) {
        throw wrong("--only", word, "a class or a name; --list tells them");
      }
      chosen.addAll(found);
    }
    return new ArrayList<>(chosen);
  }

  private ParameterException wrong(String option, String value, String allowed) {
    return new ParameterException(
        spec.commandLine(),
        "Invalid value for option '%s': '%s' is not %s".formatted(option, value, allowed));
  }
}

package dev.cambrian.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.dashboard.CampaignReportFile;
import dev.cambrian.server.dashboard.ReportFile;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.view.CodeInGit;
import dev.cambrian.server.view.CodeSource;
import dev.cambrian.server.view.RebuiltCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a campaign, a generation or a lineage to one HTML file, to be sent or published.",
      "The file shows what the dashboard does, needs no server, runs no script and asks for nothing from anywhere.",
      "Where none of them is named it is the home's only campaign, else the lineage of the latest generation."
    })
final class ReportCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";

  /** What helps where the home has several campaigns. */
  private static final String SEVERAL = "name one with --campaign, or a --generation or --lineage";

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Option(
      names = "--generation",
      paramLabel = "N",
      converter = Values.Generation.class,
      description = "Everything of this generation.")
  private @Nullable Integer generation;

  @Option(
      names = "--lineage",
      paramLabel = "N",
      converter = Values.Generation.class,
      description = "The ancestors and descendants of this generation, with a summary of each.")
  private @Nullable Integer lineage;

  @Option(
      names = "--campaign",
      paramLabel = "ID",
      converter = CampaignId.class,
      description =
          "This campaign: its verdict, its specs and trials, at what they failed, what was proposed.")
  private @Nullable String campaign;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where to; - is the standard output.")
  private Path target = Path.of(STANDARD_OUTPUT);

  @Option(names = "--force", description = "Replace the file where there is one.")
  private boolean force;

  ReportCommand(Session session) {
    this.session = session;
  }

  /** What it is about, and its HTML. */
  private record Report(String about, String html) {}

  @Override
  public Integer call() {
    if (Stream.of(generation, lineage, campaign).filter(Objects::nonNull).count() > 1) {
      throw CliException.usage(
          "--campaign, --generation and --lineage are different reports: give one of them");
    }
    boolean standard = target.toString().equals(STANDARD_OUTPUT);
    if (!standard) {
      refuseTarget();
    }
    Report report = report();
    byte[] html = report.html().getBytes(UTF_8);
    if (standard) {
      session.content(html);
    } else {
      write(html);
      session.line(
          "Wrote the report of %s to %s (%s bytes)."
              .formatted(
                  report.about(), SafeText.line(target.toString()), Format.count(html.length)));
    }
    return ExitStatus.OK.code();
  }

  private void refuseTarget() {
    if (Files.isDirectory(target)) {
      throw CliException.usage(target + " is a directory; name a file in it");
    }
    if (!force && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw exists();
    }
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw CliException.usage("there is no directory %s; make it first".formatted(parent));
    }
  }

  private CliException exists() {
    return CliException.usage(
        target + " exists already; name a file that does not, or give --force to replace it");
  }

  private Report report() {
    CambrianHome at = home.home(session.environment());
    try (SqliteHistory history = home.history(session.environment());
        GitArchive archive = new GitArchive(at.archive(), session.clock())) {
      CodeSource code = new CodeInGit(archive, new RebuiltCode(history));
      ReportFile file = new ReportFile(history, code, session.clock().instant());
      if (generation != null) {
        int one = generation;
        return new Report(
            "generation " + one, file.generation(one).orElseThrow(() -> absent(at, one)));
      }
      Optional<String> about =
          lineage == null
              ? Optional.ofNullable(campaign).or(() -> CampaignId.only(history, SEVERAL))
              : Optional.empty();
      if (about.isPresent()) {
        return ofCampaign(history, about.get());
      }
      int of = lineage == null ? latest(history, at) : lineage;
      return new Report(
          "the lineage of generation " + of, file.lineage(of).orElseThrow(() -> absent(at, of)));
    }
  }

  private Report ofCampaign(SqliteHistory history, String id) {
    return new Report(
        "campaign " + id,
        CampaignReportFile.of(
            history, CampaignId.campaign(history, id), session.clock().instant()));
  }

  private static int latest(SqliteHistory history, CambrianHome at) {
    return history.latest(1).stream()
        .findFirst()
        .map(GenerationRecord::generation)
        .orElseThrow(
            () ->
                CliException.usage(
                    "there is no generation in %s yet; 'cambrian grow SPEC' grows one"
                        .formatted(at.directory())));
  }

  private static CliException absent(CambrianHome at, int number) {
    return CliException.usage(
        "there is no generation %d in %s; 'cambrian log' lists the generations"
            .formatted(number, at.directory()));
  }

  /** Whole or not at all: it gets its name once it is on the disk. */
  private void write(byte[] html) {
    Path absolute = target.toAbsolutePath();
    Path begun =
        absolute.resolveSibling(".%s.%s".formatted(absolute.getFileName(), UUID.randomUUID()));
    try {
      try {
        try (FileChannel channel =
            FileChannel.open(begun, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          ByteBuffer left = ByteBuffer.wrap(html);
          while (left.hasRemaining()) {
            channel.write(left);
          }
          channel.force(true);
        }
        name(begun, absolute);
      } finally {
        Files.deleteIfExists(begun);
      }
    } catch (FileAlreadyExistsException faster) {
      throw exists();
    } catch (IOException e) {
      throw new CliException(
          ExitStatus.INFRASTRUCTURE,
          "cannot write %s (%s); name another with -o".formatted(target, e.getMessage()),
          e);
    }
  }

  private void name(Path begun, Path absolute) throws IOException {
    if (force) {
      Files.move(begun, absolute, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      // Unlike a move, a link never replaces what came meanwhile.
      Files.createLink(absolute, begun);
    } catch (UnsupportedOperationException noLinks) {
      Files.move(begun, absolute);
    }
  }
}

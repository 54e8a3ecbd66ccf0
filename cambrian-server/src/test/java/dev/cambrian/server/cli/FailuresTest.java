package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.cambrian.core.CambrianException;
import dev.cambrian.core.campaign.CampaignException;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmSettingsException;
import dev.cambrian.core.llm.RecordingException;
import dev.cambrian.core.pipeline.PipelineException;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.trial.TrialException;
import dev.cambrian.core.trial.TrialLock;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.git.ArchiveException;
import dev.cambrian.server.home.HomeException;
import dev.cambrian.server.terminal.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong is one line on standard error and the right exit status. */
final class FailuresTest {

  @TempDir Path directory;

  /** Makes everything ready and answers the command line that fails. */
  interface Provocation {
    List<String> in(Path directory) throws Exception;
  }

  /**
   * @param failure what the command line ends with inside
   * @param says a part of the line
   */
  record Provoked(
      String name,
      Class<? extends Exception> failure,
      ExitStatus status,
      String says,
      Provocation provocation) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<TrialLock> HELD = new CopyOnWriteArrayList<>();

  static Stream<Provoked> provoked() {
    return Stream.of(
        new Provoked(
            "no such spec",
            SpecException.class,
            ExitStatus.USAGE,
            "there is no such file",
            at -> grow(at.resolve("no.md"))),
        new Provoked(
            "trials that another run makes",
            TrialException.class,
            ExitStatus.INFRASTRUCTURE,
            "another run makes trials",
            at -> {
              // A lock that nobody holds on to is gone with the next collection of garbage.
              HELD.add(TrialLock.take(at.resolve("trials")));
              return List.of(
                  "rate",
                  Page.ROOT.resolve("spec/ECHO-PYTHON-SPEC.md").toString(),
                  "--trials",
                  "1",
                  "--record",
                  at.resolve("trials").toString(),
                  "--unsafe-no-sandbox",
                  "--llm-command",
                  "true");
            }),
        new Provoked(
            "campaign that is over",
            CampaignException.class,
            ExitStatus.USAGE,
            "the campaign is finished",
            at -> {
              CampaignHome.at(at.resolve("home"));
              return List.of("campaign", "resume", "c1");
            }),
        new Provoked(
            "spec with errors",
            SpecException.class,
            ExitStatus.USAGE,
            "BAD.md:4: ",
            at ->
                grow(
                    Files.writeString(
                        at.resolve("BAD.md"), GrownHome.SPEC.replace("python", "cobol")))),
        new Provoked(
            "unknown provider",
            LlmSettingsException.class,
            ExitStatus.USAGE,
            "oracle",
            at -> grow(spec(at), "--llm", "oracle")),
        new Provoked(
            "no key",
            LlmSettingsException.class,
            ExitStatus.USAGE,
            "ANTHROPIC_API_KEY",
            at -> grow(spec(at), "--llm", "anthropic")),
        new Provoked(
            "prices that are none",
            LlmSettingsException.class,
            ExitStatus.USAGE,
            "prices.json",
            at ->
                command(
                    at, "--prices", Files.writeString(at.resolve("prices.json"), "{").toString())),
        new Provoked(
            "recording that is no JSON",
            RecordingException.class,
            ExitStatus.USAGE,
            "broken.json",
            at -> {
              Files.writeString(at.resolve("broken.json"), "{\"recording-version\": ");
              return replay(at);
            }),
        new Provoked(
            "recording of a newer Cambrian",
            RecordingException.class,
            ExitStatus.USAGE,
            "newer Cambrian",
            at -> {
              Files.writeString(at.resolve("newer.json"), "{\"recording-version\": 99}");
              return replay(at);
            }),
        new Provoked(
            "nothing recorded",
            LlmException.NotRecorded.class,
            ExitStatus.USAGE,
            "--record",
            FailuresTest::replay),
        new Provoked(
            "home that is a file",
            HomeException.class,
            ExitStatus.INFRASTRUCTURE,
            "is in the way",
            at -> {
              Files.writeString(at.resolve("home"), "x");
              return command(at);
            }),
        new Provoked(
            "history that is no database",
            HistoryException.Corrupt.class,
            ExitStatus.INFRASTRUCTURE,
            "history.db is damaged or no history",
            at -> {
              Path home = Files.createDirectories(at.resolve("home"));
              Files.writeString(home.resolve("history.db"), "some notes, not a database at all");
              return List.of("log");
            }),
        new Provoked(
            "history of another program",
            HistoryException.Corrupt.class,
            ExitStatus.INFRASTRUCTURE,
            "is a database of another program",
            at -> grown(at, history -> Tampering.pragma(history, "application_id = 1"), "log")),
        new Provoked(
            "newer history",
            HistoryException.TooNew.class,
            ExitStatus.INFRASTRUCTURE,
            "use a newer Cambrian",
            at -> grown(at, history -> Tampering.pragma(history, "user_version = 99"), "log")),
        new Provoked(
            "history that is a directory",
            HistoryException.Unavailable.class,
            ExitStatus.INFRASTRUCTURE,
            "is a directory",
            at -> {
              Files.createDirectories(at.resolve("home/history.db"));
              return List.of("log");
            }),
        new Provoked(
            "event of an unknown type",
            HistoryException.TooNew.class,
            ExitStatus.INFRASTRUCTURE,
            "event 2: ",
            at ->
                grown(
                    at,
                    history ->
                        Tampering.change(
                            history,
                            "UPDATE event SET type = 'generation.dreamt' WHERE position = 2"),
                    "show",
                    "1")),
        new Provoked(
            "event that contradicts itself",
            HistoryException.Corrupt.class,
            ExitStatus.INFRASTRUCTURE,
            "event 2: ",
            at ->
                grown(
                    at,
                    history ->
                        Tampering.change(
                            history, "UPDATE event SET data = '{}' WHERE position = 2"),
                    "show",
                    "1")),
        new Provoked(
            "content that is lost",
            PipelineException.class,
            ExitStatus.NEGATIVE,
            "has lost the content sha256:",
            at ->
                grown(at, history -> Tampering.change(history, "DELETE FROM blob"), "replay", "2")),
        new Provoked(
            "git object that is lost",
            ArchiveException.class,
            ExitStatus.INFRASTRUCTURE,
            "generations.git",
            at ->
                grown(
                    at,
                    history -> {
                      Path objects = history.resolveSibling("generations.git").resolve("objects");
                      Files.move(objects, objects.resolveSibling("gone"));
                      Files.createDirectories(objects);
                    },
                    "diff",
                    "1",
                    "2")),
        new Provoked(
            "wrong SQL",
            CliException.class,
            ExitStatus.USAGE,
            "nowhere",
            at -> grown(at, history -> {}, "sql", "SELECT * FROM nowhere")),
        new Provoked(
            "no history",
            CliException.class,
            ExitStatus.USAGE,
            "there is no history in",
            at -> List.of("verify")));
  }

  @ParameterizedTest
  @MethodSource("provoked")
  void what_goes_wrong_is_one_line(Provoked provoked) throws Exception {
    List<String> command = provoked.provocation().in(directory);

    Run run = run(command, Map.of());

    assertThat(run.err()).startsWith("cambrian: ").contains(provoked.says()).hasLineCount(1);
    assertThat(run.err()).doesNotContain("Exception", "defect of Cambrian").endsWith("\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.exit()).isEqualTo(provoked.status().code());
    assertThat(run(command, Map.of("CAMBRIAN_DEBUG", "1")).err())
        .startsWith(run.err())
        .containsPattern("\n(Caused by: )?" + Pattern.quote(provoked.failure().getName()) + ": ");
  }

  /**
   * A new exception needs a decision: provoke it above, or say here why the command line never ends
   * with it.
   */
  @Test
  void every_exception_of_the_project_is_provoked_or_never_comes_so_far() {
    Set<String> inside =
        Set.of(
            // Made into findings, rejections, defects or another exception where they arise.
            "JsonException",
            "MalformedJsonException",
            "MalformedYamlException",
            "ContractException",
            "ReportException",
            "ChecksException",
            "EventFormatException",
            "AnswerRejectedException",
            "ManifestException",
            "UnrenderableException",
            "HistoryException$QueryFailed",
            // Ends a generation, and with it the growth, not the command.
            "ArtifactException",
            "LlmException$Unavailable",
            "LlmException$Refused",
            "LlmException$BudgetExhausted",
            "LlmException$Interrupted",
            // Races of two processes.
            "HistoryException$Conflict",
            "HistoryException$IllegalTransition",
            // These commands report it themselves.
            "InfrastructureException",
            "RigUsageException",
            // Answers of the server to its clients; a port that is taken needs one that runs.
            "ApiException",
            "RequestException",
            "SupervisionException$Unknown",
            "SupervisionException$WrongState",
            // Caught where the sandbox is chosen.
            "WallsException",
            // Caught where containers are run; a daemon that goes away is a race.
            "UntrustedReportException",
            "DockerException",
            "BenchException",
            // Answered by the gateway to whoever asked it.
            "GatewayException",
            "RefusedCall",
            // The directory for temporary files cannot be written, or Java not be started again.
            "SelfcheckException",
            // Answered by the server.
            "OrganismException");
    Set<String> decided = new TreeSet<>(inside);
    provoked().map(each -> simple(each.failure().getName())).forEach(decided::add);

    assertThat(decided)
        .isEqualTo(
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.cambrian")
                    .stream()
                    .filter(type -> type.isAssignableTo(CambrianException.class))
                    .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                    .map(JavaClass::getName)
                    .map(FailuresTest::simple)
                    .collect(Collectors.toCollection(TreeSet::new)));
  }

  private Run run(List<String> command, Map<String, String> environment) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--home", directory.resolve("home").toString()));
    return Run.of(Screen.NONE, environment, all.toArray(String[]::new));
  }

  private static List<String> grow(Path spec, String... more) {
    List<String> all = new ArrayList<>(List.of("grow", spec.toString(), "--unsafe-no-sandbox"));
    all.addAll(List.of(more));
    return all;
  }

  private static List<String> replay(Path at) throws Exception {
    return grow(spec(at), "--llm", "replay", "--recordings", at.toString());
  }

  private static List<String> command(Path at, String... more) throws Exception {
    List<String> all = new ArrayList<>(grow(spec(at), "--llm", "command", "true"));
    all.addAll(List.of(more));
    return all;
  }

  private static Path spec(Path at) throws Exception {
    return Files.copy(
        Page.ROOT.resolve("spec/ECHO-PYTHON-SPEC.md"),
        Files.createDirectories(at.resolve("specs")).resolve("MINE.md"));
  }

  private interface Damage {
    void to(Path history) throws Exception;
  }

  private static List<String> grown(Path at, Damage damage, String... command) throws Exception {
    damage.to(GrownHome.at(at.resolve("home")).history());
    return List.of(command);
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}

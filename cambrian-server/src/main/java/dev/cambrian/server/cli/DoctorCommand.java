package dev.cambrian.server.cli;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistorySize;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.rig.RigSurvey;
import dev.cambrian.server.docker.DockerSurvey;
import dev.cambrian.server.docker.DockerVerifier;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HistoryCopy;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Tells what this machine can and cannot do; exits 1 where nothing can be grown.")
final class DoctorCommand implements Callable<Integer> {

  private static final long LEAST_FREE = 1L << 30;
  private static final List<String> KEYS = List.of("ANTHROPIC_API_KEY", "OPENAI_API_KEY");

  /** How a finding stands. */
  enum Level {
    OK("ok"),
    LIMITED("limited"),
    BAD("bad");

    private final String id;

    Level(String id) {
      this.id = id;
    }
  }

  /**
   * One thing that was looked at.
   *
   * @param detail one line; where it is not well, with what mends it
   */
  record Finding(String name, Level level, String detail) {}

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    RunnerOption.Kind runner = new RunnerOption().kind(session.environment());
    RigSurvey survey = RigSurvey.take();
    CambrianHome at = home.home(session.environment());
    List<Finding> findings = new ArrayList<>(toolchains(survey));
    DockerSurvey docker = DockerSurvey.take(session.environment());
    findings.add(docker(docker));
    findings.add(sandbox(survey));
    findings.add(home(at));
    findings.add(disk(at));
    findings.add(history(at));
    findings.add(archive(at));
    findings.add(model());
    DockerSurvey used = runner == RunnerOption.Kind.PROCESS ? docker.unused() : docker;
    List<String> growable = growable(findings, used, runner);
    boolean fit = !growable.isEmpty() && findings.stream().noneMatch(f -> f.level() == Level.BAD);
    String verdict = verdict(findings, growable, survey, used, runner);
    if (json) {
      json(findings, growable, isolation(growable, survey, used), verdict);
    } else {
      text(findings, verdict);
    }
    return (fit ? ExitStatus.OK : ExitStatus.NEGATIVE).code();
  }

  private static List<Finding> toolchains(RigSurvey survey) {
    return List.of(java(survey), python(survey), node(survey));
  }

  private static Finding java(RigSurvey survey) {
    String jdk = "JDK %s in %s".formatted(Runtime.version().feature(), survey.javaHome());
    if (!survey.compiler()) {
      return new Finding(
          "java", Level.LIMITED, jdk + " has no compiler; run on a JDK such as openjdk-25-jdk");
    }
    if (survey.maven().isEmpty()) {
      return new Finding(
          "java", Level.LIMITED, jdk + ", but no Maven; './mvnw --version' fetches it");
    }
    if (survey.mavenRepository().isEmpty()) {
      return new Finding(
          "java",
          Level.LIMITED,
          jdk + ", but no offline repository; './mvnw verify' fills it once");
    }
    return new Finding(
        "java",
        Level.OK,
        "%s, Maven in %s, offline repository %s"
            .formatted(jdk, survey.maven().get(), survey.mavenRepository().get()));
  }

  private static Finding python(RigSurvey survey) {
    if (survey.python().isEmpty()) {
      return new Finding(
          "python", Level.LIMITED, "no python3; install the packages python3 and python3-pytest");
    }
    return new Finding(
        "python",
        Level.OK,
        "Python %s, %s"
            .formatted(
                survey.python().get(),
                survey.pytest()
                    ? "with pytest"
                    : "without pytest (specs that ask for it need python3-pytest)"));
  }

  private static Finding node(RigSurvey survey) {
    return survey
        .node()
        .map(version -> new Finding("node", Level.OK, "Node.js " + version))
        .orElse(new Finding("node", Level.LIMITED, "no node; install the package nodejs"));
  }

  private static Finding docker(DockerSurvey docker) {
    boolean whole = docker.fitting().size() == Toolchain.values().length;
    return new Finding("docker", whole ? Level.OK : Level.LIMITED, docker.detail());
  }

  private static Finding sandbox(RigSurvey survey) {
    return survey
        .sandbox()
        .map(reason -> new Finding("sandbox", Level.LIMITED, reason))
        .orElse(new Finding("sandbox", Level.OK, "bubblewrap works"));
  }

  private static Finding home(CambrianHome at) {
    Path nearest = nearest(at.directory());
    if (Files.exists(at.directory()) && !Files.isDirectory(at.directory())) {
      return new Finding("home", Level.BAD, at.directory() + " is no directory; use --home");
    }
    if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
      return new Finding(
          "home",
          Level.BAD,
          "%s cannot be written; mend its permissions or use --home".formatted(nearest));
    }
    return new Finding(
        "home",
        Level.OK,
        at.directory() + (Files.exists(at.directory()) ? "" : " (made by the first growth)"));
  }

  private static Finding disk(CambrianHome at) {
    try {
      long free = Files.getFileStore(nearest(at.directory())).getUsableSpace();
      String shown = Format.count(free / (1 << 20)) + " MiB free in the home";
      return free < LEAST_FREE
          ? new Finding("disk", Level.LIMITED, shown + "; free some, 1 GiB is little")
          : new Finding("disk", Level.OK, shown);
    } catch (IOException e) {
      return new Finding("disk", Level.LIMITED, "cannot tell the free space: " + e.getMessage());
    }
  }

  private static Path nearest(Path directory) {
    Path at = directory;
    while (!Files.exists(at)) {
      Path parent = at.getParent();
      if (parent == null) {
        return at;
      }
      at = parent;
    }
    return at;
  }

  private static Finding history(CambrianHome at) {
    if (!at.hasHistory()) {
      return new Finding("history", Level.OK, "none yet");
    }
    try (SqliteHistory history = History.open(HistoryCopy.toLookAt(at.history()))) {
      HistorySize size = history.size();
      return new Finding(
          "history",
          Level.OK,
          "%s events, %s generations, %s KiB, tables of version %d, SQLite %s"
              .formatted(
                  Format.count(size.events()),
                  Format.count(history.highestGeneration()),
                  Format.count((size.fileBytes() + size.logBytes()) / 1024),
                  size.version(),
                  size.sqlite()));
    } catch (CambrianException e) {
      return new Finding("history", Level.BAD, String.valueOf(e.getMessage()));
    }
  }

  private Finding archive(CambrianHome at) {
    try (GitArchive archive = new GitArchive(at.archive(), session.clock())) {
      return new Finding(
          "git",
          Level.OK,
          archive
              .promotions()
              .map(count -> "%s promoted generations in %s".formatted(count, at.archive()))
              .orElse("no archive yet"));
    } catch (CambrianException e) {
      return new Finding("git", Level.BAD, String.valueOf(e.getMessage()));
    }
  }

  private Finding model() {
    Map<String, String> environment = session.environment();
    List<String> set =
        KEYS.stream().filter(key -> !environment.getOrDefault(key, "").isBlank()).toList();
    String keys =
        set.isEmpty()
            ? "no key is set (" + String.join(", ", KEYS) + ")"
            : String.join(" and ", set) + " set";
    String provider = LlmClients.provider(LlmSettings.defaults(), environment);
    boolean replays = provider.equals("replay");
    if (replays && Shipped.recordings().isEmpty()) {
      return new Finding(
          "model", Level.LIMITED, "replay, without shipped recordings; " + keys + "; see --llm");
    }
    return new Finding(
        "model",
        Level.OK,
        "%s by default%s; %s"
            .formatted(provider, replays ? " (" + recordings() + " recorded answers)" : "", keys));
  }

  private static long recordings() {
    long count = 0;
    for (Path place : Shipped.recordings()) {
      try (Stream<Path> files = Files.walk(place)) {
        count += files.filter(file -> file.toString().endsWith(".json")).count();
      } catch (IOException e) {
        return count;
      }
    }
    return count;
  }

  /** In a container or, where none is asked for, with the programs of this machine. */
  private static List<String> growable(
      List<Finding> findings, DockerSurvey docker, RunnerOption.Kind runner) {
    List<String> here =
        runner == RunnerOption.Kind.DOCKER
            ? List.of()
            : findings.stream().filter(it -> it.level() == Level.OK).map(Finding::name).toList();
    return Stream.of(Toolchain.values())
        .filter(it -> docker.fitting().contains(it) || here.contains(it.id()))
        .map(Toolchain::id)
        .toList();
  }

  private static String verdict(
      List<Finding> findings,
      List<String> growable,
      RigSurvey survey,
      DockerSurvey docker,
      RunnerOption.Kind runner) {
    Optional<Finding> bad = findings.stream().filter(f -> f.level() == Level.BAD).findFirst();
    if (bad.isPresent()) {
      return "Nothing can be grown until this is mended: " + bad.get().name();
    }
    if (growable.isEmpty()) {
      return runner == RunnerOption.Kind.DOCKER
          ? "Nothing can be grown: containers are asked for (CAMBRIAN_RUNNER), and none can be had"
          : "Nothing can be grown: no toolchain is complete";
    }
    String inContainers =
        docker.fitting().isEmpty()
            ? ""
            : docker.fitting().size() >= growable.size()
                ? "in containers"
                : "in containers ("
                    + docker.fitting().stream()
                        .map(Toolchain::id)
                        .sorted()
                        .collect(Collectors.joining(", "))
                    + ") and ";
    return "Can grow %s; generated code runs %s"
        .formatted(
            String.join(", ", growable),
            inContainers.equals("in containers")
                ? inContainers
                : inContainers
                    + (survey.sandbox().isEmpty()
                        ? "in bubblewrap"
                        : "unprotected, and only the recorded answers that ship with Cambrian"
                            + " unless --unsafe-no-sandbox says otherwise"));
  }

  private static String isolation(List<String> growable, RigSurvey survey, DockerSurvey docker) {
    if (!docker.fitting().isEmpty() && docker.fitting().size() >= growable.size()) {
      return DockerVerifier.ISOLATION;
    }
    return survey.sandbox().isEmpty() ? "bubblewrap" : "none";
  }

  private void text(List<Finding> findings, String verdict) {
    for (Finding finding : findings) {
      String level = "%-8s".formatted(finding.level().id);
      session.line(
          "%-8s %s %s"
              .formatted(
                  finding.name(),
                  switch (finding.level()) {
                    case OK -> session.style().good(level);
                    case LIMITED -> session.style().strong(level);
                    case BAD -> session.style().bad(level);
                  },
                  SafeText.line(finding.detail())));
    }
    session.line("");
    session.line(verdict + ".");
  }

  private void json(
      List<Finding> findings, List<String> growable, String isolation, String verdict) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode all = node.putArray("findings");
    for (Finding finding : findings) {
      all.addObject()
          .put("name", finding.name())
          .put("level", finding.level().id)
          .put("detail", finding.detail());
    }
    growable.forEach(node.putArray("toolchains")::add);
    node.put("isolation", isolation);
    node.put("verdict", verdict);
    session.line(JsonText.pretty(node));
  }
}

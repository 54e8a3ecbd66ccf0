package dev.cambrian.server.dashboard;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.history.HistorySize;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.terminal.Format;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what a server stands on is well.
 *
 * @param runner by what what was generated is kept in
 */
record Health(Part runner, Part docker, Part git, Part store) {

  /** How something stands; each has a word and a shape of its own. */
  enum Level {
    OK("well"),
    UNUSED("not used"),
    LIMITED("limited"),
    BAD("broken"),
    UNKNOWN("looking…");

    private final String word;

    Level(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * One of them.
   *
   * @param detail one line; where it is not well, with what mends it
   * @param since a moment that is worth a clock
   */
  record Part(String name, Level level, String detail, Optional<Since> since) {
    Part(String name, Level level, String detail) {
      this(name, level, detail, Optional.empty());
    }
  }

  /**
   * A moment.
   *
   * @param what happened then
   */
  record Since(String what, Instant at) {}

  /** Before the first look. */
  static Health unknown(Supervisor supervisor) {
    return new Health(
        runner(supervisor),
        new Part("Docker", Level.UNKNOWN, ""),
        new Part("Git archive", Level.UNKNOWN, ""),
        new Part("Store", Level.UNKNOWN, ""));
  }

  /** Looks; a daemon that does not answer takes some seconds. */
  static Health of(Supervisor supervisor, Map<String, String> environment) {
    return new Health(
        runner(supervisor), docker(supervisor, environment), git(supervisor), store(supervisor));
  }

  private static Part runner(Supervisor supervisor) {
    return switch (supervisor.isolation()) {
      case DockerVerifier.ISOLATION ->
          new Part("Runner", Level.OK, "artifacts are tested in Docker containers");
      case "bubblewrap" ->
          new Part("Runner", Level.OK, "artifacts are tested as processes, in bubblewrap");
      case "none" ->
          new Part(
              "Runner",
              Level.LIMITED,
              "artifacts are tested as processes without a sandbox; install bubblewrap or use"
                  + " --runner docker");
      case Judge.NOTHING_RUN ->
          new Part("Runner", Level.UNUSED, "nothing is tested here: this server only looks");
      default -> new Part("Runner", Level.OK, "isolation: " + supervisor.isolation());
    };
  }

  private static Part docker(Supervisor supervisor, Map<String, String> environment) {
    boolean needed = supervisor.isolation().equals(DockerVerifier.ISOLATION);
    try {
      return switch (DockerDaemon.find(environment)) {
        case DockerDaemon.Silent(var reason) ->
            new Part("Docker", needed ? Level.BAD : Level.UNUSED, reason);
        case DockerDaemon.Answers(var daemon) -> {
          try (daemon) {
            yield new Part(
                "Docker",
                needed ? Level.OK : Level.UNUSED,
                "the daemon answers: version %s at %s".formatted(daemon.version(), daemon.host()));
          }
        }
      };
    } catch (CambrianException e) {
      return new Part("Docker", needed ? Level.BAD : Level.UNUSED, String.valueOf(e.getMessage()));
    }
  }

  private static Part git(Supervisor supervisor) {
    try {
      Optional<Integer> promotions = supervisor.archive().promotions();
      if (promotions.isEmpty()) {
        return new Part("Git archive", Level.OK, "none yet; the first generation makes it");
      }
      Optional<Instant> last = supervisor.archive().lastCommit();
      return new Part(
          "Git archive",
          Level.OK,
          promotions.get() == 1
              ? "1 promoted generation"
              : Format.count(promotions.get()) + " promoted generations",
          last.map(it -> new Since("last commit", it)));
    } catch (CambrianException e) {
      return new Part("Git archive", Level.BAD, String.valueOf(e.getMessage()));
    }
  }

  private static Part store(Supervisor supervisor) {
    try {
      HistorySize size = supervisor.file().size();
      return new Part(
          "Store",
          Level.OK,
          "%s in the file, %s of contents"
              .formatted(
                  Show.bytes(size.fileBytes() + size.logBytes()), Show.bytes(size.blobBytes())));
    } catch (CambrianException e) {
      return new Part("Store", Level.BAD, String.valueOf(e.getMessage()));
    }
  }
}

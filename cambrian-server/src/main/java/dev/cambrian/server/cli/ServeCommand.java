package dev.cambrian.server.cli;

import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.log.Logging;
import dev.cambrian.server.log.ServerLog;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serves the Supervisor: takes in what organisms grow, has it judged, promotes and rolls back.",
      "Ends with Ctrl-C or SIGTERM, when what is being judged has its verdict."
    })
final class ServeCommand implements Callable<Integer> {
  private static final ServerLog LOG = ServerLog.of("server");
  private static final String TOKEN = "CAMBRIAN_TOKEN";
  private static final String ROOT = "CAMBRIAN_ARTIFACTS_ROOT";

  /** To end what is left when all verifications have. */
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Session session;

  @Mixin private final HomeOption home = new HomeOption();

  @Option(
      names = "--port",
      converter = Values.Port.class,
      paramLabel = "PORT",
      defaultValue = "8400",
      description = "Where to listen; 8400 by default, 0 for any that is free.")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on; elsewhere than on the loopback CAMBRIAN_TOKEN must be set.")
  private String bind = "";

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description = "A name under which the server may be called beside the loopback's.")
  private List<String> allowedHosts = List.of();

  @Option(
      names = "--read-only",
      description =
          "Only look: start nothing, refuse every call that would change something, leave the history as it is. Runs beside another server of the home too. Always so where the home is an exported campaign.")
  private boolean readOnly;

  @Option(
      names = "--artifacts-root",
      paramLabel = "DIR",
      description =
          "Below which the artifacts of POST /spawn lie; else CAMBRIAN_ARTIFACTS_ROOT, else incoming in the home.")
  private @Nullable Path root;

  @Option(
      names = "--log",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "The log's form: text or json; one line each on standard error.")
  private String log = "";

  @Option(names = "--debug", description = "Logs more.")
  private boolean debug;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long running verifications may go on when the server is stopped.")
  private int grace;

  @Mixin private final LlmOptions llm = new LlmOptions();
  @Mixin private final PriceOption prices = new PriceOption();
  @Mixin private final JudgingOptions judging = new JudgingOptions();
  @Mixin private final RunnerOption runner = new RunnerOption();
  @Mixin private final LimitOptions limits = new LimitOptions();

  ServeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    CambrianHome at = home.home(session.environment());
    boolean looks = readOnly || at.isExport();
    ApiServer.Settings where = where(looks);
    RigLimits stageLimits = limits.limits();
    if (grace < 0 || grace > 3600) {
      throw CliException.usage("--grace must be from 0 to 3600 seconds");
    }
    GatewaySettings models = llm.gateway(at, session.environment(), prices.of(at));
    IsolationPolicy policy = judging.policy(false);
    if (readOnly && !at.hasHistory()) {
      throw CliException.usage(
          "there is no history in %s to look at; --home names another".formatted(at.directory()));
    }
    Logging.Form form = form();
    Hosting.requireFree(at, where);
    Logging.to(session.err(), form, debug, session.zone());
    if (looks) {
      return serve(
          at,
          where,
          NoJudge.judge(),
          Habitats.of(Habitats.Kind.PROCESS, session.environment(), policy),
          models);
    }
    try (ServerRunner judges =
        ServerRunner.choose(
            at,
            runner.kind(session.environment()),
            stageLimits,
            policy,
            runner.parallel(),
            session.environment())) {
      judges.note().ifPresent(note -> LOG.warn("runner.chosen", note));
      Habitats habitats =
          Habitats.of(
              Habitats.Kind.valueOf(runner.kind(session.environment()).name()),
              session.environment(),
              policy);
      return serve(at, where, judges.judge(), habitats, models);
    }
  }

  private int serve(
      CambrianHome at,
      ApiServer.Settings where,
      Judge judge,
      Habitats habitats,
      GatewaySettings models)
      throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        Thread.ofPlatform()
            .name("cambrian-stop")
            .unstarted(
                () -> {
                  asked.countDown();
                  boolean inTime =
                      await(
                          ended, Supervisor.longestDrain(Duration.ofSeconds(grace)).plus(CLOSING));
                  // Else Java would exit with 128 and the signal's number, as if it had failed.
                  Runtime.getRuntime()
                      .halt((inTime ? ExitStatus.OK : ExitStatus.INFRASTRUCTURE).code());
                });
    Path artifacts = artifactsRoot(at);
    boolean known = at.hasHistory();
    Supervisor.Settings settings =
        new Supervisor.Settings(
            at,
            artifacts,
            session.clock(),
            judging.infrastructureRetries(),
            Duration.ofSeconds(grace));
    try (Hosting hosting = Hosting.start(settings, judge, habitats, models, where)) {
      Runtime.getRuntime().addShutdownHook(hook);
      if (!known) {
        LOG.info(
            "home.made",
            "new home made at %s: there was no history; --home names another"
                .formatted(at.directory()));
      }
      LOG.info(
          "server.listening",
          "%s/ is the dashboard, home %s, artifacts below %s, isolation: %s, model: %s"
              .formatted(
                  hosting.address(),
                  at.directory(),
                  artifacts,
                  hosting.isolation(),
                  models.choice().provider()));
      if (!where.readOnly() && !incoming(artifacts, at)) {
        LOG.warn(
            "artifacts.missing",
            "there is no directory %s: nothing can be spawned before there is; --artifacts-root and %s name it"
                .formatted(artifacts, ROOT));
      }
      if (!where.loopback()) {
        LOG.warn(
            "server.open",
            "whoever knows the token can %s from elsewhere; the line is not encrypted"
                .formatted(where.readOnly() ? "read everything here" : "run code here"));
      }
      if (where.readOnly()) {
        LOG.info(
            "server.looking",
            "it only looks%s: nothing is started, changed or recorded"
                .formatted(readOnly ? "" : ", since the home is an exported campaign"));
      }
      asked.await();
      LOG.info("server.stopping", "asked to stop; running verifications have " + grace + " s");
    } finally {
      ended.countDown();
    }
    return ExitStatus.OK.code();
  }

  private static boolean await(CountDownLatch ended, Duration limit) {
    try {
      return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private ApiServer.Settings where(boolean looks) {
    Optional<String> token =
        Optional.ofNullable(session.environment().get(TOKEN)).filter(it -> !it.isBlank());
    ApiServer.Settings where =
        new ApiServer.Settings(bind, port, token, Set.copyOf(allowedHosts), looks);
    if (!where.loopback()) {
      if (token.isEmpty()) {
        throw CliException.usage(
            "--bind %s lets others in, who need a token: set %s to a long random text"
                .formatted(bind, TOKEN));
      }
    }
    return where;
  }

  /** The one in the home is made when it is needed. */
  private static boolean incoming(Path artifacts, CambrianHome at) {
    return artifacts.equals(at.directory().resolve("incoming")) || Files.isDirectory(artifacts);
  }

  private Path artifactsRoot(CambrianHome at) {
    Map<String, String> environment = session.environment();
    String variable = environment.getOrDefault(ROOT, "");
    Path chosen = root != null ? root : variable.isBlank() ? null : Path.of(variable);
    return chosen == null
        ? at.directory().resolve("incoming")
        : chosen.toAbsolutePath().normalize();
  }

  private Logging.Form form() {
    return switch (log) {
      case "text" -> Logging.Form.TEXT;
      case "json" -> Logging.Form.JSON;
      default -> throw CliException.usage("--log must be text or json, not '" + log + "'");
    };
  }
}

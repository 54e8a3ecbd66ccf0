package prime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The loop: grows offspring, has them judged, and promotes or rolls back. */
final class Breeder {
  private static final int MOST_ABORTED = 3;
  private static final int MOST_NUMBERS = 20;

  private final Settings settings;
  private final Supervisor supervisor;
  private final Model model;
  private final Status status;
  private final Pause pause;
  private long spent;

  Breeder(Settings settings, Supervisor supervisor, Model model, Status status, Pause pause) {
    this.settings = settings;
    this.supervisor = supervisor;
    this.model = model;
    this.status = status;
    this.pause = pause;
  }

  /** 0: all were grown; 4: none of the attempts at one was viable; 5: the token budget is spent. */
  int run() throws IOException, ModelException, SupervisorException, InterruptedException {
    SpecFile spec = SpecFile.read(settings.specPath());
    try {
      for (int grown = 0; grown < settings.maxGens(); grown++) {
        if (!grow(spec)) {
          return 4;
        }
      }
      return 0;
    } catch (BudgetSpent e) {
      Log.warn("the token budget of " + settings.tokenBudget() + " is spent");
      return 5;
    } finally {
      status.set("idle");
    }
  }

  private boolean grow(SpecFile spec)
      throws IOException, ModelException, SupervisorException, InterruptedException, BudgetSpent {
    Optional<Failure> failure = Optional.empty();
    for (int attempt = 0; attempt <= settings.maxRetries(); attempt++) {
      String name = attempt == 0 ? settings.model() : settings.escalationModel();
      String history = Prompts.history(spec.hash(), supervisor.versions());
      ArrayNode messages =
          failure.isPresent() ? Prompts.retry(spec, failure.get(), history) : Prompts.first(spec, history);
      status.set("generating");
      Growth growth = readable(spec, name, messages);
      if (growth.artifact().isEmpty()) {
        failure = Optional.of(new Failure("answer", growth.reason(), new TreeMap<>()));
        continue;
      }
      status.set("verifying");
      Artifact artifact = growth.artifact().get();
      JsonNode record = judged(artifact, growth);
      int generation = record.path("generation").asInt();
      JsonNode report = record.path("viability");
      if (report.path("status").asString("").equals("viable")) {
        supervisor.promote(generation);
        Log.info("promoted generation " + generation);
        return true;
      }
      String stage = report.path("failure_stage").asString("verification");
      if (record.path("outcome").asString("").equals("tested")) {
        supervisor.rollback(generation);
      }
      Log.info("rolled back generation " + generation + ", failed at " + stage);
      failure = Optional.of(new Failure(stage, Prompts.diagnostics(report), artifact.code()));
    }
    return false;
  }

  /** The first readable answer, asked for again as often as is allowed. */
  private Growth readable(SpecFile spec, String name, ArrayNode asked)
      throws ModelException, InterruptedException, BudgetSpent {
    ArrayNode messages = asked;
    Usage usage = Usage.NONE;
    for (int repairs = 0; ; repairs++) {
      if (settings.tokenBudget() > 0 && spent >= settings.tokenBudget()) {
        throw new BudgetSpent();
      }
      Log.info("asking " + name);
      Answer answer = model.ask(name, Prompts.system(spec), messages);
      spent += answer.usage().total();
      usage = usage.plus(answer.usage());
      Log.info("answered by " + answer.model() + ", " + answer.text().length() + " characters");
      String reason;
      try {
        PathRules rules = new PathRules(spec.toolchain(), spec.path());
        Artifact artifact = new Artifact(spec, FileBlocks.parse(answer.text(), rules));
        return new Growth(Optional.of(artifact), answer.model(), usage, "");
      } catch (Unreadable e) {
        reason = answer.stopReason().equals("max_tokens") ? "it is too long and broke off" : e.getMessage();
      }
      Log.warn("unreadable: " + reason);
      if (repairs == settings.maxParseRetries()) {
        return new Growth(Optional.empty(), answer.model(), usage, reason);
      }
      messages = Prompts.repair(asked, answer.text(), reason);
    }
  }

  /** Its record; one that ended without a report, through no fault of its own, is spawned again. */
  private JsonNode judged(Artifact artifact, Growth growth)
      throws IOException, SupervisorException, InterruptedException {
    for (int aborted = 1; ; aborted++) {
      JsonNode record = supervisor.verdict(spawned(artifact, growth));
      if (record.has("viability")) {
        return record;
      }
      Log.warn("generation " + record.path("generation").asInt() + " ended without a verdict");
      if (aborted == MOST_ABORTED) {
        throw new SupervisorException("no verdict was to be had", 503);
      }
      pause.sleep(Pause.backOff(aborted));
    }
  }

  /** The number under which it was spawned: the next free one. */
  private int spawned(Artifact artifact, Growth growth)
      throws IOException, SupervisorException, InterruptedException {
    int number = settings.generation();
    for (JsonNode record : supervisor.versions()) {
      number = Math.max(number, record.path("generation").asInt(0));
    }
    for (int tries = 1; ; tries++) {
      number++;
      String name = "gen-" + number;
      Path directory = settings.workspace().resolve(name);
      delete(directory);
      artifact.write(
          directory,
          artifact.manifest(number, settings.generation(), growth.model(), growth.usage(), Instant.now()));
      try {
        supervisor.spawn(number, name, artifact.spec().hash());
        Log.info("spawned generation " + number);
        return number;
      } catch (SupervisorException e) {
        if (e.status != 409 || tries == MOST_NUMBERS) {
          throw e;
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> walk = Files.walk(directory)) {
        for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private record Growth(Optional<Artifact> artifact, String model, Usage usage, String reason) {}

  private static final class BudgetSpent extends Exception {
    private static final long serialVersionUID = 1;
  }
}

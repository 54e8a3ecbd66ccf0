package dev.cambrian.server.selfcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Runs fixtures in one isolation and looks afterwards whether anything of them is left: processes,
 * directories, what reached a listener on this machine. At last an honest artifact must be viable.
 */
final class Selfcheck {
  /** The honest artifact that each run begins and ends with. */
  static final String HONEST = "control/honest";

  private static final Duration SETTLED = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Catalogue catalogue;
  private final VerifierSource source;
  private final Path directory;
  private final Canary canary;
  private final int atOnce;
  private final boolean strict;

  /**
   * @param directory empty, for the fixtures' artifacts
   * @param canary what is planted in this process's environment, or would be
   * @param atOnce how many fixtures run beside one another where they allow it
   * @param strict whether a program that is missing is a surprise
   */
  Selfcheck(
      Catalogue catalogue,
      VerifierSource source,
      Path directory,
      Canary canary,
      int atOnce,
      boolean strict) {
    this.catalogue = catalogue;
    this.source = source;
    this.directory = directory;
    this.canary = canary;
    this.atOnce = atOnce;
    this.strict = strict;
  }

  /**
   * Runs them.
   *
   * @param told each result as soon as it is there, on any thread but one at a time
   */
  SelfcheckReport run(List<Fixture> fixtures, Consumer<Result> told) throws InterruptedException {
    try (HostListeners listeners = HostListeners.open()) {
      // Nobody sleeps for exactly so long but who was told to here.
      String sleep = "60." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);
      World world =
          new World()
              .with("LISTENERS", listeners.targets())
              .with("FIRST_LISTENER", listeners.targets().split(",", 2)[0])
              .with("SLEEP", sleep)
              .with("RIG", String.valueOf(ProcessHandle.current().pid()))
              .with("HOME_OF_USER", System.getProperty("user.home"));
      boolean runs =
          source.refusal().isEmpty() && fixtures.stream().anyMatch(Fixture::runsCommands);
      Optional<String> genuine =
          runs ? trial("first", world).genuineReport(honest()) : Optional.empty();
      Trial trial = trial("fixtures", world.with("GENUINE", genuine.orElse("{}").strip()));
      List<Result> results = new ArrayList<>();
      try (ExecutorService workers = Executors.newFixedThreadPool(atOnce)) {
        runAll(workers, trial, fixtures.stream().filter(it -> !it.alone()).toList(), told, results);
      }
      for (Fixture fixture : fixtures.stream().filter(Fixture::alone).toList()) {
        Result result = trial.run(fixture);
        told.accept(result);
        results.add(result);
      }
      results.sort(Comparator.comparingInt(it -> fixtures.indexOf(it.fixture())));
      return new SelfcheckReport(
          source.isolation(),
          runs ? Optional.empty() : source.refusal(),
          results,
          runs ? aftermath(world, sleep, listeners) : List.of());
    } catch (IOException e) {
      throw new SelfcheckException("the self-check cannot work here: " + e.getMessage(), e);
    }
  }

  private void runAll(
      ExecutorService workers,
      Trial trial,
      List<Fixture> fixtures,
      Consumer<Result> told,
      List<Result> results)
      throws InterruptedException {
    List<Callable<Result>> work =
        fixtures.stream()
            .<Callable<Result>>map(
                fixture ->
                    () -> {
                      Result result = trial.run(fixture);
                      synchronized (this) {
                        told.accept(result);
                      }
                      return result;
                    })
            .toList();
    try {
      for (Future<Result> each : workers.invokeAll(work)) {
        results.add(each.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SelfcheckException known
          ? known
          : new SelfcheckException("the self-check failed: " + e.getCause(), e);
    }
  }

  private Fixture honest() {
    return catalogue.find(HONEST).orElseThrow();
  }

  private Trial trial(String name, World world) {
    try {
      return new Trial(
          source, Files.createDirectory(directory.resolve(name)), world, canary, strict);
    } catch (IOException e) {
      throw new SelfcheckException("cannot write to " + directory + ": " + e.getMessage(), e);
    }
  }

  private List<SelfcheckReport.Finding> aftermath(
      World world, String sleep, HostListeners listeners) throws InterruptedException {
    List<SelfcheckReport.Finding> findings = new ArrayList<>();
    Result last = trial("last", world).run(honest());
    findings.add(
        new SelfcheckReport.Finding(
            "the next honest artifact is viable",
            last.surprising() ? List.of(last.happened()) : List.of()));
    findings.add(new SelfcheckReport.Finding("nothing is left behind", left(sleep)));
    findings.add(
        new SelfcheckReport.Finding(
            "listeners of this machine got 0 bytes",
            listeners.connections() == 0 && listeners.bytes() == 0
                ? List.of()
                : List.of(
                    "they got %d connections or datagrams with %d bytes"
                        .formatted(listeners.connections(), listeners.bytes()))));
    return findings;
  }

  /** What does not go away by itself. */
  private List<String> left(String sleep) throws InterruptedException {
    long limit = System.nanoTime() + SETTLED.toNanos();
    while (true) {
      List<String> left = new ArrayList<>(source.leftovers());
      left.addAll(HostProcesses.mentioning("cmdline", sleep));
      if (left.isEmpty() || System.nanoTime() > limit) {
        return left.stream().distinct().toList();
      }
      Thread.sleep(LOOK);
    }
  }
}

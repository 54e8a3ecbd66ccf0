package dev.cambrian.server.selfcheck;

import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.artifact.AnswerRejectedException;
import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Finding;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Puts fixtures before Cambrian, one at a time or several threads at once. */
final class Trial {
  private static final Duration FAREWELL = Duration.ofSeconds(30);
  private static final String PEAK = "peak_memory_bytes";

  private final VerifierSource source;
  private final Maker maker;
  private final Path directory;
  private final Canary canary;
  private final boolean strict;

  /**
   * @param directory for what is put before it, one directory a fixture
   * @param strict whether a program that is missing is a surprise
   */
  Trial(VerifierSource source, Path directory, World world, Canary canary, boolean strict) {
    this.source = source;
    this.maker = new Maker(directory, world);
    this.directory = directory;
    this.canary = canary;
    this.strict = strict;
  }

  /** Runs it, or says why not. */
  Result run(Fixture fixture) throws InterruptedException {
    Optional<String> obstacle = obstacle(fixture);
    if (obstacle.isPresent()) {
      return Result.notRun(fixture, obstacle.get());
    }
    Optional<String> missing = missing(fixture);
    if (missing.isPresent()) {
      return strict
          ? Result.surprise(fixture, missing.get())
          : Result.notRun(fixture, missing.get());
    }
    long started = System.nanoTime();
    Observation observation = observe(fixture);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    Optional<String> broken = misbehaved(fixture, observation, took);
    boolean met = broken.isEmpty() && observation.meets(fixture.expectation());
    String happened =
        met
            ? observation.words()
            : broken.orElseGet(() -> "must be " + fixture.expectation().words())
                + "; it is "
                + observation.words();
    return new Result(
        fixture,
        met ? Result.Standing.AS_EXPECTED : Result.Standing.SURPRISE,
        happened,
        took,
        peak(observation));
  }

  /**
   * The report of a fixture that is viable, as it stands in its file; empty where there is none.
   */
  Optional<String> genuineReport(Fixture fixture) throws InterruptedException {
    return obstacle(fixture).isEmpty()
            && missing(fixture).isEmpty()
            && observe(fixture) instanceof Observation.Verdict(Verification.Judged(var report))
        ? Optional.of(ReportCodec.encode(report))
        : Optional.empty();
  }

  private Optional<String> obstacle(Fixture fixture) {
    Set<Need> lacking = new TreeSet<>(fixture.needs());
    lacking.removeAll(source.provides());
    if (!lacking.isEmpty()) {
      return Optional.of("needs " + lacking.iterator().next().words());
    }
    return fixture.runsCommands() ? source.refusal() : Optional.empty();
  }

  /** The program that it lacks here. */
  private Optional<String> missing(Fixture fixture) {
    return fixture.runsCommands() && fixture.subject() instanceof Subject.Judged(var plan)
        ? source.missing(maker.spec(plan))
        : Optional.empty();
  }

  /** What is wrong besides the outcome. */
  private Optional<String> misbehaved(Fixture fixture, Observation observation, Duration took) {
    if (observation instanceof Observation.Verdict(var verification)
        && canary.leakedInto(verification)) {
      return Optional.of("the key that was planted came out");
    }
    if (observation instanceof Observation.Verdict(Verification.Judged(var report))
        && !report.isolation().equals(source.isolation())) {
      return Optional.of("the report must name the isolation " + source.isolation());
    }
    return took.compareTo(fixture.within()) > 0
        ? Optional.of("must end within " + fixture.within().toSeconds() + " s")
        : Optional.empty();
  }

  private static OptionalLong peak(Observation observation) {
    if (observation instanceof Observation.Verdict(Verification.Judged(var report))) {
      Double bytes = report.fitness().get(PEAK);
      return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.longValue());
    }
    return OptionalLong.empty();
  }

  private Observation observe(Fixture fixture) throws InterruptedException {
    try {
      return switch (fixture.subject()) {
        case Subject.Judged(var plan) -> judge(fixture, plan);
        case Subject.Answered answered -> answer(fixture, answered);
        case Subject.Registered(var name, var text) -> register(name, text.get());
      };
    } catch (IOException e) {
      throw new SelfcheckException("cannot work in %s: %s".formatted(directory, e), e);
    }
  }

  private Observation judge(Fixture fixture, ArtifactPlan plan)
      throws IOException, InterruptedException {
    VerificationRequest request = maker.make(fixture, plan);
    Verifier verifier = source.verifier(plan.limits());
    CompletableFuture<Verification> verdict = new CompletableFuture<>();
    Thread judge =
        Thread.ofPlatform()
            .name("selfcheck " + fixture.id())
            .start(
                () -> {
                  try {
                    verdict.complete(verifier.verify(request, VerificationListener.NONE));
                  } catch (Throwable e) {
                    verdict.completeExceptionally(e);
                  }
                });
    try {
      return new Observation.Verdict(
          verdict.get(fixture.within().plus(FAREWELL).toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Observation.WentWrong("without a verdict when its time was long over");
    } catch (ExecutionException e) {
      return new Observation.WentWrong("an exception of the verifier: " + e.getCause());
    } finally {
      judge.interrupt();
      judge.join(FAREWELL);
    }
  }

  /** Read and then sealed, as a growth does; what is refused has written nothing. */
  private Observation answer(Fixture fixture, Subject.Answered answered) throws IOException {
    Path place = Files.createDirectories(directory.resolve(fixture.id().replace('/', '-')));
    Path target = place.resolve("artifact");
    Spec spec =
        Specs.parse(
            "FIXTURE-SPEC.md",
            "---\ntitle: Fixture\nversion: 1.0.0\ntoolchain: %s\n---\n# Fixture\n"
                .formatted(answered.toolchain().id())
                .getBytes(StandardCharsets.UTF_8));
    try {
      NavigableMap<String, byte[]> files =
          AnswerParser.parse(answered.text().get(), answered.toolchain(), spec.artifactPath());
      var _ =
          ArtifactWriter.seal(
              target,
              files,
              Sealing.of(spec, Maker.GENERATION, 0, "selfcheck", TokenUsage.NONE, Instant.EPOCH));
      return new Observation.WasAccepted();
    } catch (AnswerRejectedException e) {
      List<Path> written = entries(place);
      return written.isEmpty()
          ? new Observation.WasRefused(List.of(e.rule()), e.rule() + ", " + e.reason())
          : new Observation.WentWrong("refused only after it had written " + written);
    }
  }

  private static List<Path> entries(Path place) throws IOException {
    try (Stream<Path> entries = Files.list(place)) {
      return entries.toList();
    }
  }

  private static Observation register(String name, String text) {
    try {
      var _ = Specs.parse(name, text.getBytes(StandardCharsets.UTF_8));
      return new Observation.WasAccepted();
    } catch (SpecException e) {
      return new Observation.WasRefused(
          e.findings().stream().filter(Finding::isError).map(Finding::rule).toList(),
          String.valueOf(e.getMessage()));
    }
  }
}

package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.ManifestException;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One verification that the rig does in a container, seen from whoever runs that container: what
 * goes into its standard input and what comes out of its standard output. The container is started
 * from an image that {@code docker/build.sh} made, with the image's own entry point; the streams
 * must be the container's alone and be attached before it starts.
 *
 * <p>The answer is believed only where it carries the seal of this job, whose key is made here and
 * goes nowhere but into that input.
 */
public final class ContainerJob {
  /** The container's exit code where its standard input ended before the order did. */
  public static final int NO_ORDER = 2;

  /** The container's exit code where a {@link #lasting} job took longer than it may. */
  public static final int OVERDUE = 5;

  private static final long MARGIN_BYTES = 128L << 20;

  private final ContainedOrder order;
  private final RunSeal seal;

  private ContainerJob(ContainedOrder order) {
    this.order = order;
    this.seal = order.seal();
  }

  /** What is known before a container is needed. */
  public sealed interface Prepared {}

  /** The artifact does not fit its manifest or is none, and so is non-viable as it is. */
  public record Refused(Verification.Judged verdict) implements Prepared {}

  /** A container has to be started. */
  public record Ready(ContainerJob job) implements Prepared {}

  /**
   * Reads the artifact, which may be hostile, and packs it: regular files alone, all of them listed
   * in its manifest. The rig in the container checks everything again by itself.
   *
   * @throws InfrastructureException where it cannot be packed
   */
  public static Prepared of(
      VerificationRequest request, RigLimits limits, VerificationListener listener) {
    Assignment assignment =
        new Assignment(
            request.generation(),
            request.artifact(),
            Optional.of(request.artifactHash()),
            request.spec(),
            Baseline.NONE,
            Measures.NONE);
    ManifestStage manifest = new ManifestStage(assignment, Kit.of(request.spec().toolchain()));
    Judgement judgement = new Judgement();
    listener.stageStarted(Stage.MANIFEST);
    long started = System.nanoTime();
    StageOutcome outcome = manifest.run(judgement);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    if (outcome.passed()) {
      // How long it took the report will say, by the clock of the rig that writes it.
      return new Ready(new ContainerJob(order(request, limits, manifest.checked())));
    }
    judgement.finished(Stage.MANIFEST, outcome, took);
    listener.stageFinished(Stage.MANIFEST, false, took);
    return new Refused(
        new Verification.Judged(
            judgement.report(
                request.generation(), request.spec().hash(), OrganismSandbox.ISOLATION)));
  }

  private static ContainedOrder order(
      VerificationRequest request, RigLimits limits, Map<String, byte[]> artifact) {
    try {
      return new ContainedOrder(
          new RunSeal.Run(request.runId(), request.generation(), request.artifactHash()),
          RunSeal.newKey(),
          limits,
          request.spec(),
          new OrderedMeasures(request.baseline(), request.measures()).write(),
          ArtifactTar.of(artifact));
    } catch (IOException e) {
      throw new InfrastructureException("cannot pack the artifact", e);
    }
  }

  /**
   * What only informs may take at most, in addition to the stages.
   *
   * @return 0 where there is nothing of that kind
   */
  public static Duration longest(VerificationRequest request) {
    Duration baseline = request.baseline().isEmpty() ? Duration.ZERO : HealthChecks.INFORMING;
    Measures measures = request.measures();
    Duration sets = measures.sets().isEmpty() ? Duration.ZERO : HealthChecks.INFORMING;
    return measures
        .performance()
        .map(it -> it.duration().multipliedBy(2).plusSeconds(5))
        .orElse(Duration.ZERO)
        .plus(baseline)
        .plus(sets);
  }

  /**
   * How large the container's workspace must be: what the build left lies there twice while the
   * tests run, the rig's own files lie there too, and who goes over the limit of a command's disk
   * is to be seen, and told of it, before the system has no space left.
   */
  public static long workspaceBytes(ResourceLimits limits) {
    return 2 * limits.diskBytes() + MARGIN_BYTES;
  }

  /** An order with no one behind it: an artifact alone, as its own manifest describes it. */
  static ContainedOrder rehearsal(Path artifact, Path specFile) throws IOException {
    Spec spec = Specs.read(specFile);
    try {
      Manifest manifest = ManifestCodec.read(Files.readAllBytes(artifact.resolve("manifest.json")));
      return switch (ArtifactReader.read(artifact, spec)) {
        case ArtifactReader.Broken(var problems) ->
            throw new IOException("cannot rehearse: " + problems.getFirst().message());
        case ArtifactReader.Sound sound ->
            new ContainedOrder(
                new RunSeal.Run("rehearsal", manifest.generation(), manifest.artifactHash()),
                RunSeal.newKey(),
                RigLimits.DEFAULT,
                spec,
                new OrderedMeasures(Baseline.NONE, Measures.NONE).write(),
                ArtifactTar.of(sound.contents()));
      };
    } catch (ManifestException e) {
      throw new IOException("cannot rehearse: " + e.getMessage(), e);
    }
  }

  /**
   * The same for a container that outlives whoever gives the order: once the rig has read it, the
   * end of its input is not its own.
   *
   * @param longest from when it has read the order; then the rig ends, whoever waits
   */
  public ContainerJob lasting(Duration longest) {
    return new ContainerJob(order.lasting(longest));
  }

  /**
   * With which another process can read the answer.
   *
   * @throws IllegalStateException where the container ends with this one
   */
  public RunTicket ticket() {
    return new RunTicket(
        order.run(),
        order.spec().hash(),
        order.longest().orElseThrow(() -> new IllegalStateException("no lasting job")),
        order.key());
  }

  /**
   * Writes the order into the container's standard input, which is to be left open until the answer
   * is there: where it ends, the rig ends, unless the job is {@link #lasting}.
   */
  public void send(OutputStream in) throws IOException {
    order.write(in);
  }

  /**
   * Reads the container's standard output up to the answer.
   *
   * @param listener hears of the stages, of the manifest its end
   * @return empty where the output ends without an answer: the rig or its container died
   * @throws UntrustedReportException where what came is not sealed for this job
   */
  public Optional<Verification> receive(InputStream out, VerificationListener listener)
      throws IOException {
    try {
      return ContainedAnswer.read(out, order.run(), seal, new AfterManifest(listener, false));
    } catch (ContainedAnswer.UntrustedAnswerException e) {
      throw new UntrustedReportException(String.valueOf(e.getMessage()));
    }
  }
}

package dev.cambrian.server.docker;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.ContainerJob;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.home.HomeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges artifacts in containers, each verification in one of its own that is gone afterwards. The
 * rig in the container judges; here it is only started, listened to and removed. Several threads
 * may use one verifier at once.
 *
 * <p>What goes wrong with daemon, image or container is {@link Verification.Aborted}, never a
 * verdict.
 */
public final class DockerVerifier implements Verifier {
  /** The name in reports and events. */
  public static final String ISOLATION = "docker";

  /** What a verification may take beyond its stages: starting, copying, sweeping, removing. */
  private static final Duration BESIDES = Duration.ofMinutes(2);

  private final DockerDaemon daemon;
  private final RigImages images;
  private final RigLimits limits;

  private DockerVerifier(DockerDaemon daemon, RigImages images, RigLimits limits) {
    this.daemon = daemon;
    this.images = images;
    this.limits = limits;
  }

  /** Over a daemon that answers, with the default limits; the daemon is not closed here. */
  public static DockerVerifier over(DockerDaemon daemon) {
    return over(daemon, new RigImages(daemon));
  }

  static DockerVerifier over(DockerDaemon daemon, RigImages images) {
    return new DockerVerifier(daemon, images, RigLimits.DEFAULT);
  }

  /**
   * How many verifications the daemon's machine has processors and memory for at once, at least 1.
   *
   * @throws DockerException where the daemon does not answer
   */
  public int atOnce() {
    DockerDaemon.Capacity capacity = daemon.capacity();
    long fitting = capacity.memoryBytes() / Walls.memoryBytes(limits.resources());
    return Math.clamp(fitting, 1, Math.max(1, capacity.processors()));
  }

  /** With other limits. */
  public DockerVerifier withLimits(RigLimits newLimits) {
    return new DockerVerifier(daemon, images, newLimits);
  }

  /**
   * The same with containers that outlive this process, so that the next one of the home comes by
   * their verdicts.
   *
   * @param runs a directory of that home where what is needed for this is kept; it is made when it
   *     is needed
   */
  public LastingVerifier lasting(Path runs, HomeId home) {
    return new LastingVerifier(this, runs, home);
  }

  DockerDaemon daemon() {
    return daemon;
  }

  RigLimits limits() {
    return limits;
  }

  /** Whether artifacts of a toolchain can be judged by that daemon. */
  public enum Fitness {
    FITS,
    /** The image holds another rig than this program was built with. */
    STALE,
    /** There is no image, or the daemon cannot keep the limits. */
    LACKING
  }

  /**
   * For artifacts of that spec.
   *
   * @throws DockerException where the daemon does not answer
   */
  public Fitness fitness(Spec spec) {
    if (unbounded().isPresent()) {
      return Fitness.LACKING;
    }
    return switch (images.of(spec.toolchain())) {
      case RigImages.Fitting _ -> Fitness.FITS;
      case RigImages.Stale _ -> Fitness.STALE;
      case RigImages.Missing _ -> Fitness.LACKING;
    };
  }

  /**
   * Why an artifact of that spec cannot be judged here, in one line that says what mends it; empty
   * where it can.
   *
   * @throws DockerException where the daemon does not answer
   */
  public Optional<String> refusal(Spec spec) {
    return refusal(spec.toolchain());
  }

  /**
   * Whether there is an image for every toolchain, fitting or not, and the daemon keeps the limits.
   *
   * @throws DockerException where the daemon does not answer
   */
  public boolean lacksNothing() {
    return unbounded().isEmpty()
        && Stream.of(Toolchain.values())
            .noneMatch(it -> images.of(it) instanceof RigImages.Missing);
  }

  /** The first reason why artifacts of some toolchain cannot be judged here. */
  public Optional<String> unfit() {
    return Stream.of(Toolchain.values()).flatMap(it -> refusal(it).stream()).findFirst();
  }

  /** The same for artifacts of a toolchain. */
  Optional<String> refusal(Toolchain toolchain) {
    return unbounded()
        .or(
            () ->
                switch (images.of(toolchain)) {
                  case RigImages.Fitting _ -> Optional.empty();
                  case RigImages.Missing(var reason) -> Optional.of(reason);
                  case RigImages.Stale(var reason) -> Optional.of(reason);
                });
  }

  /** Why nothing at all is judged by that daemon: it keeps too few limits to call it isolation. */
  Optional<String> unbounded() {
    return daemon.enforcement().refusal(daemon.host());
  }

  /**
   * Which lesser limit that daemon cannot keep.
   *
   * @throws DockerException where the daemon does not answer
   */
  public Optional<String> caveat() {
    return daemon.enforcement().caveat();
  }

  @Override
  public String isolation() {
    return ISOLATION;
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    return begun(
        request,
        listener,
        (image, job) -> {
          Duration longest = longest(request);
          try (RigContainer container =
              RigContainer.create(daemon, image, request, limits.resources())) {
            return Hearing.of(
                container,
                longest,
                () -> container.start(job, longest),
                output -> job.receive(output, listener));
          }
        });
  }

  /** What is done with a container of an image that fits. */
  interface Contained {
    Verification judged(String image, ContainerJob job) throws InterruptedException;
  }

  /** All that comes before a container is made. */
  Verification begun(
      VerificationRequest request, VerificationListener listener, Contained contained) {
    return Hearing.told(
        () ->
            switch (ContainerJob.of(request, limits, listener)) {
              case ContainerJob.Refused(var verdict) -> verdict;
              case ContainerJob.Ready(var job) -> withImage(request, job, contained);
            });
  }

  private Verification withImage(VerificationRequest request, ContainerJob job, Contained contained)
      throws InterruptedException {
    Optional<String> unbounded = unbounded();
    if (unbounded.isPresent()) {
      return Hearing.aborted(FailureKind.RESOURCE, unbounded.get());
    }
    return switch (images.of(request.spec().toolchain())) {
      case RigImages.Missing(var reason) -> Hearing.aborted(FailureKind.IMAGE_MISSING, reason);
      case RigImages.Stale(var reason) -> Hearing.aborted(FailureKind.IMAGE_MISSING, reason);
      case RigImages.Fitting(var image) -> {
        // A repeated verification must not share the machine with what is left of the one before.
        Leftovers.removeRemembered(daemon);
        yield contained.judged(image, job);
      }
    };
  }

  /** Every stage at its limit. */
  Duration longest(VerificationRequest request) {
    Spec spec = request.spec();
    int contracts = spec.contracts().size() + spec.vectors().size() + 1;
    return limits
        .build()
        .plus(limits.test().multipliedBy(2))
        .plus(limits.start())
        .plus(limits.contract().multipliedBy(contracts))
        .plus(limits.stop())
        .plus(ContainerJob.longest(request))
        .plus(BESIDES);
  }
}

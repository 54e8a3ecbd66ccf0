package dev.cambrian.server.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.RunTicket;
import dev.cambrian.server.home.HomeId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Judges artifacts as {@link DockerVerifier} does, in containers that do not end with this process.
 * Where it is killed at whatever moment, the next process of the same home comes by the verdict:
 *
 * <ol>
 *   <li>{@link #verify} begins a run. Before its container starts, what is needed to believe its
 *       answer is on the disk, in a file that only its owner can read; nothing of that is in the
 *       container but on the rig's own input.
 *   <li>Once the caller has recorded what {@link #verify} or {@link #adopt} answered, it calls
 *       {@link #forget}. Until then the answer can be had again.
 *   <li>The next process asks for {@link #survivors}, calls {@link #adopt} for those whose runs are
 *       open in its history and {@link #forget} for all others.
 * </ol>
 *
 * <p>Only one process of a home may use this at a time: the caller must hold a lock on the home
 * from before the first call to after the last, since two that adopt the same run would both get
 * its answer, and one would remove what the other listens to. Within a process several threads may
 * use one verifier at once, each for runs of its own.
 *
 * <p>A container that nobody adopts ends by itself when its time is over. Its output, which the rig
 * alone can write, takes at most 24 MiB of the daemon's disk until it is forgotten.
 */
public final class LastingVerifier implements Verifier, LastingRuns {
  private final DockerVerifier verifier;
  private final DockerDaemon daemon;
  private final RunFiles files;
  private final HomeId home;

  LastingVerifier(DockerVerifier verifier, Path runs, HomeId home) {
    this.verifier = verifier;
    this.daemon = verifier.daemon();
    this.files = new RunFiles(runs);
    this.home = home;
  }

  @Override
  public String isolation() {
    return verifier.isolation();
  }

  /**
   * Judges and waits for the verdict. An interruption ends and removes the container; the end of
   * this process does not.
   *
   * @param request whose run has an id that is fit for the name of a file: letters, digits, {@code
   *     _.-}, at most 128
   */
  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    RunFiles.requireFit(request.runId());
    return verifier.begun(
        request,
        listener,
        (image, job) -> {
          Duration longest = verifier.longest(request);
          var lasting = job.lasting(longest);
          try (RigContainer container =
              RigContainer.createLasting(
                  daemon,
                  image,
                  request,
                  verifier.limits().resources(),
                  Labels.lasting(request, home, longest))) {
            files.write(new RunFiles.Kept(lasting.ticket(), container.id()));
            return kept(
                container,
                Hearing.of(
                    container,
                    longest,
                    () -> container.start(lasting, longest),
                    output -> lasting.receive(output, listener)));
          }
        });
  }

  /** A verdict must be there still when the caller is killed before it has recorded it. */
  private static Verification kept(RigContainer container, Verification verification) {
    if (verification instanceof Verification.Judged) {
      container.keep();
    }
    return verification;
  }

  /**
   * Waits for the verdict of a run that a process before this one has begun, or gives it where the
   * container has ended with it. What the run may take counts from the container's start. An
   * interruption ends and removes the container.
   *
   * <p>The stages are told from the first one on, those too that the process before has been told
   * of: the listener has to ignore what it knows.
   *
   * <p>{@link Verification.Aborted} where there is no answer any more: {@link FailureKind#CRASHED}
   * where the process ended before its container had the whole order, or what its answer would be
   * checked with is not kept; {@link FailureKind#DAEMON_GONE} where the container was removed
   * meanwhile or ended with its daemon, or no daemon answers; {@link FailureKind#RIG_CRASHED} where
   * what is kept, or what the container says, is not of the run that was asked for.
   *
   * @param request as it was given to {@link #verify}; the artifact's directory is not looked at
   */
  @Override
  public Verification adopt(VerificationRequest request, VerificationListener listener) {
    RunFiles.requireFit(request.runId());
    return Hearing.told(() -> adopted(request, listener));
  }

  private Verification adopted(VerificationRequest request, VerificationListener listener)
      throws InterruptedException {
    List<String> there = containers(request.runId());
    return switch (files.read(request.runId())) {
      case RunFiles.Absent _ -> {
        there.forEach(this::remove);
        yield Hearing.aborted(
            FailureKind.CRASHED,
            there.isEmpty()
                ? "the process that began the verification ended before it had a container"
                : "nothing is kept with which the answer of the verification's container could be"
                    + " checked");
      }
      case RunFiles.Unusable(var reason) -> {
        there.forEach(this::remove);
        yield Hearing.untrusted(reason);
      }
      case RunFiles.Kept(var ticket, var container) -> {
        there.stream().filter(it -> !it.equals(container)).forEach(this::remove);
        if (!isOf(ticket, request)) {
          there.forEach(this::remove);
          yield Hearing.untrusted("what is kept of this run is about another artifact or spec");
        }
        yield there.contains(container) ? heard(container, ticket, listener) : gone(there);
      }
    };
  }

  private static boolean isOf(RunTicket ticket, VerificationRequest request) {
    return ticket.runId().equals(request.runId())
        && ticket.generation() == request.generation()
        && ticket.artifactHash().equals(request.artifactHash())
        && ticket.specHash().equals(request.spec().hash());
  }

  private static Verification gone(List<String> others) {
    return others.isEmpty()
        ? Hearing.aborted(
            FailureKind.DAEMON_GONE,
            "the verification's container was removed while nobody listened to it")
        : Hearing.untrusted("another container stands in the place of the run's own");
  }

  private Verification heard(String id, RunTicket ticket, VerificationListener listener)
      throws InterruptedException {
    try (RigContainer container = RigContainer.known(daemon, id)) {
      ContainerState state = container.state();
      if ("created".equals(state.getStatus())) {
        return Hearing.aborted(
            FailureKind.CRASHED,
            "the process that began the verification ended before its container started");
      }
      Duration rest = rest(state, ticket.longest());
      Verification verification =
          Hearing.of(
              container,
              ticket.longest(),
              () -> container.follow(rest),
              output -> ticket.receive(output, listener));
      return verification instanceof Verification.Aborted && container.hadNoOrder()
          ? Hearing.aborted(
              FailureKind.CRASHED,
              "the process that began the verification ended before its container had the order")
          : kept(container, verification);
    }
  }

  /** Of the time that it may take; of one that has ended the output ends at once. */
  private Duration rest(ContainerState state, Duration longest) {
    String started = state.getStartedAt();
    return Boolean.TRUE.equals(state.getRunning()) && started != null
        ? rest(longest, OffsetDateTime.parse(started).toInstant(), Leftovers.now(daemon))
        : longest;
  }

  /** All of it where the clock was set back, nothing where it is over. */
  static Duration rest(Duration longest, Instant started, Instant now) {
    Duration rest = longest.minus(Duration.between(started, now));
    return rest.isNegative() ? Duration.ZERO : rest.compareTo(longest) > 0 ? longest : rest;
  }

  /**
   * The ids of all runs of this home of which there is something still: a container, in whatever
   * state, or what is kept of it. Where no process of the home judges just now, all of them are of
   * processes before this one.
   *
   * @throws DockerException where the daemon does not answer, or the directory cannot be read
   */
  @Override
  public SortedSet<String> survivors() {
    SortedSet<String> runs = files.runs();
    list(Map.of(Labels.HOME, home.value())).stream()
        .filter(it -> it.getLabels().containsKey(Labels.LONGEST))
        .map(it -> it.getLabels().getOrDefault(Labels.RUN, ""))
        .filter(RunFiles::isFit)
        .forEach(runs::add);
    return runs;
  }

  /**
   * Removes all that there is of a run, once its end is recorded or where nobody knows it; nothing
   * happens where there is nothing. A container that the daemon does not remove now is removed
   * later: it is a survivor until then.
   *
   * @throws DockerException where what is kept of it cannot be deleted
   */
  @Override
  public void forget(String runId) {
    try {
      containers(runId).forEach(this::remove);
    } catch (DockerException silent) {
      // What is kept names it.
      if (files.read(runId) instanceof RunFiles.Kept(_, var container)) {
        Leftovers.remember(container);
      }
    }
    files.delete(runId);
  }

  private List<String> containers(String runId) {
    return list(Map.of(Labels.HOME, home.value(), Labels.RUN, runId)).stream()
        .map(Container::getId)
        .toList();
  }

  private List<Container> list(Map<String, String> labels) {
    try {
      return daemon.ask(
          it -> it.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer", e);
    }
  }

  private void remove(String container) {
    try {
      daemon.ask(
          it -> it.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec());
    } catch (NotFoundException gone) {
      return;
    } catch (RuntimeException left) {
      Leftovers.remember(container);
    }
  }
}

package dev.cambrian.server.organism;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.WaitResponse;
import dev.cambrian.server.docker.DockerDaemon;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The container of an organism. */
final class ContainerBody implements Body {
  private static final Duration ATTACHING = Duration.ofSeconds(30);
  private static final Duration READING = Duration.ofSeconds(30);

  /** Between its end and the end of what the daemon passes on of it. */
  private static final Duration LAST_LINES = Duration.ofSeconds(2);

  /** A daemon that is restarted is back by then, with or without its containers. */
  private static final Duration AWAY = Duration.ofSeconds(20);

  private static final Duration LOOKING_AGAIN = Duration.ofMillis(500);
  private static final int KILLED = 137;
  private static final int NO_ORDER = 125;

  private final DockerDaemon daemon;
  private final String container;

  ContainerBody(DockerDaemon daemon, String container) {
    this.daemon = daemon;
    this.container = container;
  }

  @Override
  public Optional<String> containerId() {
    return Optional.of(container);
  }

  @Override
  public void start(byte[] order) {
    OrderInput input = new OrderInput(order);
    try {
      daemon
          .client()
          .attachContainerCmd(container)
          .withStdIn(input)
          .withFollowStream(true)
          .exec(input.callback());
      input.awaitAttached(ATTACHING);
      daemon.ask(it -> it.startContainerCmd(container).exec());
      input.awaitTaken(ATTACHING);
    } catch (IOException | RuntimeException e) {
      throw OrganismException.unavailable("the Docker daemon started no container", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw OrganismException.unavailable("the Docker daemon started no container", e);
    } finally {
      input.close();
    }
  }

  @Override
  public End await(Consumer<Organism.State> states, Optional<Sink> printed)
      throws InterruptedException {
    KeeperReport report = new KeeperReport(states);
    try (Output output = new Output(report::take, printed.orElse((_, _) -> {}))) {
      daemon
          .client()
          .logContainerCmd(container)
          .withStdErr(true)
          .withStdOut(printed.isPresent())
          .withFollowStream(true)
          .withTailAll()
          .exec(output);
      Optional<End> gone = awaitExit();
      if (gone.isPresent()) {
        return gone.get();
      }
      if (printed.isPresent()) {
        boolean _ = output.awaitCompletion(LAST_LINES.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (IOException closed) {
      return End.of(StopReason.DAEMON_GONE);
    } catch (RuntimeException e) {
      return gone();
    }
    return judged();
  }

  /** Empty once it has ended; else why that will never be known. */
  private Optional<End> awaitExit() throws InterruptedException {
    long lost = System.nanoTime();
    while (true) {
      try (Exit exit = daemon.client().waitContainerCmd(container).exec(new Exit())) {
        exit.awaitCompletion();
      } catch (NotFoundException removed) {
        return Optional.of(End.of(StopReason.VANISHED));
      } catch (IOException | RuntimeException notHeard) {
        // Looked at below.
        lost = Math.max(lost, System.nanoTime() - AWAY.toNanos() / 2);
      }
      try {
        if (!Boolean.TRUE.equals(state().getRunning())) {
          return Optional.empty();
        }
        lost = System.nanoTime();
      } catch (NotFoundException removed) {
        return Optional.of(End.of(StopReason.VANISHED));
      } catch (RuntimeException silent) {
        if (System.nanoTime() - lost > AWAY.toNanos()) {
          return Optional.of(End.of(StopReason.DAEMON_GONE));
        }
      }
      Thread.sleep(LOOKING_AGAIN);
    }
  }

  private ContainerState state() {
    return daemon.ask(it -> it.inspectContainerCmd(container).exec()).getState();
  }

  /** By what the keeper said last, else by what the daemon knows. */
  private End judged() throws InterruptedException {
    try {
      KeeperReport report = new KeeperReport(_ -> {});
      read(false, Optional.empty(), report::take);
      ContainerState state = state();
      boolean seen = daemon.sawTheEndOf(container, finished(state));
      if (report.end().isPresent()) {
        End end = report.end().get();
        return end.reason() == StopReason.STOPPED_OUTSIDE && !seen
            ? end.because(StopReason.DAEMON_GONE)
            : end;
      }
      long code = Optional.ofNullable(state.getExitCodeLong()).orElse(-1L);
      // A daemon that is behind with the output gives up what it has not read yet.
      Optional<StopReason> told = KeeperReport.byStatus(code);
      if (told.isPresent()) {
        return End.of(told.get());
      }
      if (Boolean.TRUE.equals(state.getOOMKilled())) {
        return End.of(StopReason.OUT_OF_MEMORY);
      }
      if (code == NO_ORDER || "created".equals(state.getStatus())) {
        return End.of(StopReason.NOT_STARTED);
      }
      return End.of(
          !seen
              ? StopReason.DAEMON_GONE
              : code == KILLED ? StopReason.STOPPED_OUTSIDE : StopReason.VANISHED);
    } catch (RuntimeException e) {
      return gone();
    }
  }

  /** Whether it is the container or the daemon that is. */
  private End gone() {
    try {
      ContainerState _ = state();
      return End.of(StopReason.VANISHED);
    } catch (NotFoundException removed) {
      return End.of(StopReason.VANISHED);
    } catch (RuntimeException silent) {
      return End.of(StopReason.DAEMON_GONE);
    }
  }

  private static Instant finished(ContainerState state) {
    String finished = state.getFinishedAt();
    return finished == null ? Instant.EPOCH : OffsetDateTime.parse(finished).toInstant();
  }

  @Override
  public void stop() {
    signal("USR1");
  }

  @Override
  public void kill() {
    signal("KILL");
  }

  private void signal(String name) {
    try {
      daemon.ask(it -> it.killContainerCmd(container).withSignal(name).exec());
    } catch (RuntimeException ended) {
      // It has ended already, or the daemon has; both are noticed elsewhere.
      return;
    }
  }

  @Override
  public byte[] log(int lines) {
    LogTail tail = new LogTail();
    try {
      read(true, Optional.of(lines), tail::add);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException gone) {
      // What there is of it has been read.
      return tail.bytes();
    }
    return tail.bytes();
  }

  /** One of the two streams, as far as it goes now. */
  private void read(boolean output, Optional<Integer> lines, Sink sink)
      throws InterruptedException {
    try (Output all = new Output(sink, sink)) {
      var command =
          daemon
              .client()
              .logContainerCmd(container)
              .withStdOut(output)
              .withStdErr(!output)
              .withFollowStream(false);
      (lines.isPresent() ? command.withTail(lines.get()) : command.withTailAll()).exec(all);
      boolean _ = all.awaitCompletion(READING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException closed) {
      return;
    }
  }

  @Override
  public void remove() {
    try {
      daemon.ask(
          it -> it.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec());
    } catch (RuntimeException left) {
      // It is gone, or the next start finds and removes it.
      return;
    }
  }

  private static final class Output extends ResultCallback.Adapter<Frame> {
    private final Sink errors;
    private final Sink output;

    Output(Sink errors, Sink output) {
      this.errors = errors;
      this.output = output;
    }

    @Override
    public void onNext(Frame frame) {
      byte[] payload = frame.getPayload();
      if (payload != null) {
        (frame.getStreamType() == StreamType.STDERR ? errors : output)
            .take(payload, payload.length);
      }
    }
  }

  private static final class Exit extends ResultCallback.Adapter<WaitResponse> {}
}

package dev.cambrian.server.docker;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HomeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A home with lasting verifications; at its end nothing of them is left on the daemon. */
final class LastingHome implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path runs;
  private final HomeId id;
  private final DockerDaemon daemon;

  LastingHome(Path directory) {
    CambrianHome home = new CambrianHome(directory.resolve("home")).prepare();
    this.daemon = Needs.docker(Toolchain.PYTHON);
    this.runs = home.directory().resolve("runs");
    this.id = HomeId.of(home);
  }

  DockerDaemon daemon() {
    return daemon;
  }

  Path runs() {
    return runs;
  }

  HomeId id() {
    return id;
  }

  Path file(VerificationRequest request) {
    return runs.resolve(request.runId() + ".json");
  }

  LastingVerifier verifier() {
    return verifier(daemon);
  }

  LastingVerifier verifier(DockerDaemon through) {
    return Needs.verifier(through).lasting(runs, id);
  }

  /** The container of a run. */
  Container container(VerificationRequest request) {
    return of(Map.of(Labels.RUN, request.runId())).getFirst();
  }

  List<Container> containers() {
    return of(Map.of(Labels.HOME, id.value()));
  }

  private List<Container> of(Map<String, String> labels) {
    return daemon.client().listContainersCmd().withShowAll(true).withLabelFilter(labels).exec();
  }

  boolean isRunning(VerificationRequest request) {
    return "running".equals(container(request).getState());
  }

  /** Lets a waiting artifact go on. */
  void goOn(VerificationRequest request) {
    try {
      String exec =
          daemon
              .client()
              .execCreateCmd(container(request).getId())
              .withCmd("touch", PythonArtifact.SIGN)
              .withAttachStdout(true)
              .exec()
              .getId();
      ResultCallback.Adapter<Frame> done = new ResultCallback.Adapter<>();
      if (!daemon.client().execStartCmd(exec).exec(done).awaitCompletion(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no end of touch");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has another process begin it and kills that when it is in a stage. */
  void beginAndKill(VerificationRequest request, Stage stage, Path directory) throws Exception {
    Process owner = LastingOwner.start(request, runs, id, stage, directory);
    try {
      Path log = directory.resolve("owner.log");
      await()
          .atMost(PATIENCE)
          .until(() -> java.nio.file.Files.readString(log).contains(LastingOwner.begins(stage)));
    } finally {
      owner.destroyForcibly().waitFor();
    }
  }

  void awaitEnd(VerificationRequest request) {
    await().atMost(PATIENCE).until(() -> !isRunning(request));
  }

  @Override
  public void close() {
    containers()
        .forEach(it -> daemon.client().removeContainerCmd(it.getId()).withForce(true).exec());
    daemon.close();
  }
}

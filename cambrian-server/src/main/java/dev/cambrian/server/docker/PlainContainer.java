package dev.cambrian.server.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.rig.ResourceLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A container with a verification's walls that runs a script instead of the rig: what a
 * verification is measured against.
 */
public final class PlainContainer {
  private static final int LONGEST_SECONDS = 120;

  private final DockerDaemon daemon;
  private final String image;

  /** For scripts in the image that artifacts of a toolchain are judged in. */
  public PlainContainer(DockerDaemon daemon, Toolchain toolchain) {
    this.daemon = daemon;
    this.image = new RigImages(daemon).name(toolchain);
  }

  /**
   * Creates it, attaches, starts, waits for the end and removes it.
   *
   * @throws DockerException where the script does not end with 0, with what it said
   */
  public void run(String script) throws IOException, InterruptedException {
    String id =
        daemon
            .client()
            .createContainerCmd(image)
            .withEntrypoint("/bin/bash", "-c", script)
            .withLabels(Map.of(Labels.OWNER, Labels.owner()))
            .withHostConfig(
                Walls.of(ResourceLimits.DEFAULT, daemon.apiVersion(), daemon.enforcement()))
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    Output output = new Output();
    try {
      daemon
          .client()
          .attachContainerCmd(id)
          .withStdOut(true)
          .withStdErr(true)
          .withFollowStream(true)
          .exec(output);
      output.awaitStarted();
      daemon.client().startContainerCmd(id).exec();
      int code =
          daemon
              .client()
              .waitContainerCmd(id)
              .exec(new WaitContainerResultCallback())
              .awaitStatusCode(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (code != 0) {
        throw new DockerException(
            "a script in a plain container ended with %d: %s".formatted(code, output.text()));
      }
    } finally {
      output.close();
      daemon.client().removeContainerCmd(id).withForce(true).exec();
    }
  }

  private static final class Output extends ResultCallback.Adapter<Frame> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void onNext(Frame frame) {
      bytes.writeBytes(frame.getPayload());
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8).strip();
    }
  }
}

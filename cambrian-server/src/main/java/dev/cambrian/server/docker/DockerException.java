package dev.cambrian.server.docker;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.verdict.FailureKind;
import java.io.IOException;

/** The daemon could not do what it was asked; nothing of it is the artifact's fault. */
public final class DockerException extends CambrianException {
  private static final long serialVersionUID = 1L;

  private final FailureKind kind;

  /** Nothing tells that anything else is the matter than the daemon. */
  DockerException(String message) {
    super(message);
    this.kind = FailureKind.DAEMON_GONE;
  }

  /**
   * What the client library throws.
   *
   * @param what could not be done, such as {@code the Docker daemon made no container}
   */
  DockerException(String what, RuntimeException problem) {
    super(what + ": " + Reasons.of(problem), problem);
    this.kind = Reasons.kindOf(problem);
  }

  private DockerException(String message, IOException problem) {
    super(message, problem);
    this.kind = FailureKind.RESOURCE;
  }

  /** It is not the daemon: what is kept beside it cannot be read or written. */
  static DockerException onDisk(String what, IOException problem) {
    return new DockerException(what + ": " + problem.getMessage(), problem);
  }

  /** Of the class infrastructure. */
  public FailureKind kind() {
    return kind;
  }
}

package dev.cambrian.rig;

/** There is no sandbox and running without one is not allowed. */
public final class NoSandboxException extends RigException {
  private static final long serialVersionUID = 1L;

  NoSandboxException(String why) {
    super(
        "no sandbox to run generated code in: "
            + why
            + "; or pass --unsafe-no-sandbox to run it as a plain process of yours, unprotected");
  }
}

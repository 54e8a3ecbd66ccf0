package dev.cambrian.rig;

/** The rig as a program of its own. */
public final class RigMain {
  private RigMain() {}

  /** Judges and ends the process with one of {@link RigCommand}'s exit codes. */
  public static void main(String[] args) {
    System.exit(RigCommand.ofProcess("cambrian-rig").run(args));
  }
}

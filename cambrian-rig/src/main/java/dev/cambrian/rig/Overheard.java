package dev.cambrian.rig;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.VerificationListener;

/** A place for the command of a stage, of whose output the listener hears while it runs. */
record Overheard(Sandbox.Place place, Stage stage, VerificationListener listener)
    implements Sandbox.Place {
  @Override
  public RunningCommand start(ShellCommand command, long outputLimit) throws InterruptedException {
    return place.start(command, outputLimit).overheard(end -> listener.stagePrinting(stage, end));
  }
}

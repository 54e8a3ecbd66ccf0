package dev.cambrian.rig;

import java.util.List;

/**
 * Sends a {@link Load} from within a network that the rig itself is not in, and prints the figures.
 * Like {@link RelayServer} it is no part of the artifact's process space and reads nothing of it
 * but what comes over a connection.
 */
final class LoadProgram {
  private LoadProgram() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println(LoadRun.of(Load.of(List.of(args))).write());
  }
}

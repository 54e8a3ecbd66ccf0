package dev.cambrian.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An image on the daemon that the docker command talks to. */
record BuiltImage(String tag) {
  static BuiltImage named(String name) {
    return new BuiltImage("cambrian-" + name + ":" + RigVersion.text().split(" ", -1)[1]);
  }

  /** Empty where there is no such label, image, daemon or docker. */
  String label(String label) throws InterruptedException {
    try {
      Said said =
          docker("image", "inspect", "--format", "{{index .Config.Labels \"" + label + "\"}}", tag);
      return said.code() == 0 ? said.out() : "";
    } catch (IOException noDocker) {
      return "";
    }
  }

  /**
   * Runs it as a verification's container is run, and gives what it prints; fails where it does.
   */
  String run(List<String> options, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("run", "--rm"));
    command.addAll(locked());
    command.addAll(options);
    command.add(tag);
    command.addAll(List.of(arguments));
    return docker(command.toArray(String[]::new)).orFail();
  }

  /** With the rig that waits for its order. */
  Container waitForOrder() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("run", "--rm", "--detach", "--interactive"));
    command.addAll(locked());
    command.add(tag);
    return new Container(docker(command.toArray(String[]::new)).orFail());
  }

  private static List<String> locked() {
    return List.of("--network", "none", "--read-only", "--cap-drop", "ALL");
  }

  /** A running one; ends when it is closed. */
  record Container(String id) implements AutoCloseable {
    String execute(String shell) throws IOException, InterruptedException {
      return docker("exec", id, "/bin/sh", "-c", shell).orFail();
    }

    @Override
    public void close() throws IOException {
      try {
        docker("rm", "--force", id).orFail();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private record Said(int code, String out) {
    String orFail() {
      if (code != 0) {
        throw new AssertionError("docker ended with " + code + ": " + out);
      }
      return out;
    }
  }

  private static Said docker(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Process docker = new ProcessBuilder(command).redirectErrorStream(true).start();
    docker.getOutputStream().close();
    String out = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(docker.waitFor(), out.strip());
  }
}

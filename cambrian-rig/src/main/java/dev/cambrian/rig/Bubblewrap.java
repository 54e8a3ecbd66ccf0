package dev.cambrian.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether bubblewrap can be used here, found by using it once. */
sealed interface Bubblewrap {
  Duration TRY = Duration.ofSeconds(10);

  /**
   * It can.
   *
   * @param sized whether this version can limit the size of a tmpfs (0.7 and later)
   */
  record Works(Path program, Path nsenter, boolean sized) implements Bubblewrap {}

  /** It cannot; the reason ends with what mends it. */
  record Unusable(String reason) implements Bubblewrap {}

  /** What was found on the first call in this JVM that was not interrupted. */
  static Bubblewrap detected() {
    try {
      return Detected.here();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unusable("the trial of bubblewrap was interrupted; try again");
    }
  }

  /** Holds the answer. */
  final class Detected {
    private static Optional<Bubblewrap> here = Optional.empty();

    private Detected() {}

    private static synchronized Bubblewrap here() throws InterruptedException {
      if (here.isEmpty()) {
        here = Optional.of(detect(Programs.userPath()));
      }
      return here.get();
    }
  }

  /** What it would be if it works, where it is installed. */
  static Optional<Works> assumed(String path) {
    Optional<Path> nsenter = Programs.onPath("nsenter", path);
    return Programs.onPath("bwrap", path)
        .flatMap(bwrap -> nsenter.map(it -> new Works(bwrap, it, true)));
  }

  static Bubblewrap detect(String path) throws InterruptedException {
    Optional<Path> bwrap = Programs.onPath("bwrap", path);
    if (bwrap.isEmpty()) {
      return new Unusable("bubblewrap is not installed; install the package bubblewrap");
    }
    Optional<Path> nsenter = Programs.onPath("nsenter", path);
    if (nsenter.isEmpty()) {
      return new Unusable("nsenter is not installed; install the package util-linux");
    }
    Optional<String> sizedComplaint = complaint(bwrap.get(), List.of("--size", "65536"));
    if (sizedComplaint.isEmpty()) {
      return new Works(bwrap.get(), nsenter.get(), true);
    }
    Optional<String> complaint = complaint(bwrap.get(), List.of());
    return complaint.isEmpty()
        ? new Works(bwrap.get(), nsenter.get(), false)
        : new Unusable(
            "bubblewrap is installed but does not work here ("
                + Text.cut(complaint.get(), 200)
                + "); allow unprivileged user namespaces"
                + sysctl());
  }

  /** Uses it once with all walls; empty where that worked, else what it said. */
  private static Optional<String> complaint(Path program, List<String> size)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(BubblewrapSandbox.WALLS);
    command.addAll(List.of("--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc"));
    command.addAll(List.of("--dev", "/dev"));
    command.addAll(size);
    command.addAll(List.of("--tmpfs", "/tmp", "/bin/sh", "-c", ":"));
    try {
      Question.Answer answer = Question.ask(command, true, TRY);
      if (answer.succeeded()) {
        return Optional.empty();
      }
      return Optional.of(
          answer.exitCode().isEmpty()
              ? "it does not end within " + Text.seconds(TRY)
              : Text.firstLine(answer.said()));
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static String sysctl() {
    Path apparmor = Path.of("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
    if (Files.exists(apparmor)) {
      return " (sysctl kernel.apparmor_restrict_unprivileged_userns=0)";
    }
    Path clone = Path.of("/proc/sys/kernel/unprivileged_userns_clone");
    return Files.exists(clone) ? " (sysctl kernel.unprivileged_userns_clone=1)" : "";
  }
}

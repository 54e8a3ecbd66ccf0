package dev.cambrian.rig;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The rig as the first program of a container. It takes one order on its standard input and answers
 * on its standard output; see {@link ContainerJob} for the other end. With {@code --version} it
 * says what it is; with {@code --order DIR --spec FILE} it prints an order to judge that artifact,
 * with which a class cache can be trained; with {@code --programs} it prints what {@link
 * ToldBefore} reads.
 *
 * <p>Exit codes: 0 it has answered; 2 no order or a wrong one; 3 it could not work; 4 whoever gave
 * the order is gone; 5 the order's time is over.
 */
public final class ContainedMain {
  private static final int USAGE = ContainerJob.NO_ORDER;
  private static final int INFRASTRUCTURE = 3;
  private static final int ABANDONED = 4;
  private static final Path WORKSPACE = Path.of("/workspace");
  private static final List<Path> SHARED = List.of(Path.of("/tmp"), Path.of("/dev/shm"));

  private ContainedMain() {}

  /** Runs; always ends the process. */
  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> args) {
    try {
      if (args.isEmpty()) {
        return serve();
      }
      if (args.equals(List.of("--version"))) {
        System.out.print(RigVersion.text());
        return 0;
      }
      if (args.equals(List.of("--programs"))) {
        System.out.print(ToldBefore.write(Programs.answers(Programs.userPath())));
        return 0;
      }
      if (args.size() == 4 && args.get(0).equals("--order") && args.get(2).equals("--spec")) {
        ContainerJob.rehearsal(Path.of(args.get(1)), Path.of(args.get(3))).write(System.out);
        return 0;
      }
    } catch (IOException e) {
      return complain(USAGE, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return complain(INFRASTRUCTURE, String.valueOf(e));
    }
    return complain(
        USAGE,
        "an order on standard input is expected, --version, --programs or --order DIR --spec FILE");
  }

  private static int serve() throws IOException {
    HeadStart.beginContained();
    ContainedOrder order = ContainedOrder.read(System.in);
    Runnable end =
        order.longest().<Runnable>map(it -> () -> endAfter(it)).orElse(() -> endWith(System.in));
    Thread.ofPlatform().daemon().name("cambrian-rig-end").start(end);
    try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
      return new ContainedRun(order, WORKSPACE, SHARED).run(out);
    }
  }

  /** The container has no use without the one who gave the order; its end ends all in it. */
  private static void endWith(InputStream in) {
    try {
      while (in.read() >= 0) {
        // Nothing more is expected.
      }
    } catch (IOException gone) {
      Runtime.getRuntime().halt(ABANDONED);
    }
    Runtime.getRuntime().halt(ABANDONED);
  }

  /** Nobody may be left to end it. */
  private static void endAfter(Duration longest) {
    try {
      Thread.sleep(longest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ContainerJob.OVERDUE);
  }

  private static int complain(int code, String message) {
    System.err.println("cambrian-rig: " + Text.oneLine(message));
    return code;
  }
}

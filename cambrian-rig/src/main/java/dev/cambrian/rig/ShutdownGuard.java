package dev.cambrian.rig;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where the JVM is told to end in the midst of a verification, interrupts the thread that judges
 * and gives it the time to end its processes and to remove its scratch directory.
 */
final class ShutdownGuard implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 15;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  private ShutdownGuard(Thread judge) {
    hook =
        Thread.ofPlatform()
            .name("cambrian-rig-shutdown")
            .unstarted(
                () -> {
                  judge.interrupt();
                  try {
                    boolean _ = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  static ShutdownGuard forThisThread() throws InterruptedException {
    ShutdownGuard guard = new ShutdownGuard(Thread.currentThread());
    try {
      Runtime.getRuntime().addShutdownHook(guard.hook);
    } catch (IllegalStateException alreadyEnding) {
      throw new InterruptedException("the program is ending");
    }
    return guard;
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The hook is what brought us here; it waits for no one any more.
      return;
    }
  }
}

package dev.cambrian.rig;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** How the processes behind a command are found and ended. */
interface ProcessTree {
  /** All that run now, the root first. */
  default Stream<ProcessHandle> members(Process root) {
    return Stream.concat(Stream.of(root.toHandle()), Descendants.of(root));
  }

  /** Asks every one to end. */
  void terminate(Process root);

  /** How long a keeper may take to start its child and to end after it. */
  Duration KEEPER_ENDS = Duration.ofSeconds(3);

  /** Ends every one at once. */
  void kill(Process root);

  /** For a root that takes its whole process space with it. */
  ProcessTree PROCESS_SPACE =
      new ProcessTree() {
        @Override
        public void terminate(Process root) {
          // The root itself is the sandbox's keeper; it ends when its child does.
          Descendants.of(root).forEach(ProcessHandle::destroy);
        }

        @Override
        public void kill(Process root) {
          // A keeper that is killed before its child has asked to die with it leaves that child
          // behind: so the child alone, which may only just be starting, and with it the keeper.
          long limit = System.nanoTime() + KEEPER_ENDS.toNanos();
          while (root.isAlive() && System.nanoTime() < limit) {
            Descendants.of(root).forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(1_000_000);
          }
          if (root.isAlive()) {
            root.destroyForcibly();
          }
        }
      };
}

package dev.cambrian.rig;

import java.util.stream.Stream;

/** How the processes behind a command are found and ended. */
interface ProcessTree {
  /** All that run now, the root first. */
  default Stream<ProcessHandle> members(Process root) {
    return Stream.concat(Stream.of(root.toHandle()), root.descendants());
  }

  /** Asks every one to end. */
  void terminate(Process root);

  /** Ends every one at once. */
  void kill(Process root);

  /** For a root that takes its whole process space with it. */
  ProcessTree PROCESS_SPACE =
      new ProcessTree() {
        @Override
        public void terminate(Process root) {
          // The root itself is the sandbox's keeper; it ends when its child does.
          root.descendants().forEach(ProcessHandle::destroy);
        }

        @Override
        public void kill(Process root) {
          if (!root.isAlive()) {
            // It was the last of its process space.
            return;
          }
          root.descendants().forEach(ProcessHandle::destroyForcibly);
          root.destroyForcibly();
        }
      };
}

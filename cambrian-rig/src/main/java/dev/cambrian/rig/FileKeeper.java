package dev.cambrian.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes, fills and empties the directories that an artifact's commands write to. They belong to
 * whoever runs the commands: this user, or in a container another one.
 */
interface FileKeeper {
  /** Makes an empty directory that commands can write to. */
  void make(Path directory) throws IOException;

  /** Writes files, by their paths, into a directory that {@link #make} made. */
  void write(Map<String, byte[]> files, Path directory) throws IOException;

  /**
   * Copies regular files, links and directories as they are into a directory that is empty; pipes
   * and devices are left out.
   *
   * @throws TooMuchOutputException where there is more than a limit
   */
  void copy(Path from, Path to) throws IOException, TooMuchOutputException;

  /** Empties a directory, which stays the same one: sandboxes may show it. */
  void clear(Path directory) throws IOException;

  /** Takes a directory that hostile code may have filled out of the way. */
  void remove(Path directory) throws IOException;
}

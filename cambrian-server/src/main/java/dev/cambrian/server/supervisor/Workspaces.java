package dev.cambrian.server.supervisor;

import java.nio.file.Path;

/** Where organisms write what they grow. */
@FunctionalInterface
public interface Workspaces {
  /** No organism runs. */
  Workspaces NONE =
      (organism, path, into) -> {
        throw new RequestException(
            RequestException.Kind.FORBIDDEN, "that organism does not run here");
      };

  /**
   * Copies a directory of an organism's workspace, which is hostile, within the limits of an
   * artifact: regular files only, no link followed.
   *
   * @param path relative, checked as a path
   * @param into an empty directory of the server's own
   * @return the copy, in that directory
   * @throws RequestException where there is no such directory or it breaks a limit
   */
  Path copy(Caller.Organism organism, String path, Path into);
}

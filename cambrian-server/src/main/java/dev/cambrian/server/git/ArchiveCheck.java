package dev.cambrian.server.git;

import java.util.List;

/**
 * What a comparison of the archive with the history found.
 *
 * @param ref the tag or branch that was read, such as {@code gen-3} or {@code heads/gen-3}; empty
 *     where there is none
 * @param files how many files were read and hashed
 * @param defects one line each; empty exactly when the archive agrees
 */
public record ArchiveCheck(String ref, int files, List<String> defects) {

  public ArchiveCheck {
    defects = List.copyOf(defects);
  }

  public boolean agrees() {
    return defects.isEmpty();
  }
}

package dev.cambrian.core.pipeline;

import java.nio.file.Path;

/**
 * Where the code of generations is kept beside the history; the Supervisor's is a git repository.
 * Every call is idempotent, so that it may be repeated after a crash. Safe for use by several
 * threads.
 */
public interface GenerationArchive {
  /** Keeps nothing: the sealed artifact directories are all there is. */
  GenerationArchive NONE =
      new GenerationArchive() {
        @Override
        public void commit(int generation, int parent, Path artifact) {}

        @Override
        public void promote(int generation) {}

        @Override
        public void rollBack(int generation, String reason) {}
      };

  /**
   * Takes in a sealed artifact.
   *
   * @param parent the generation that produced it; 0: none
   */
  void commit(int generation, int parent, Path artifact);

  /** Whether anything of this generation is kept. */
  default boolean contains(int generation) {
    return false;
  }

  /** Marks a committed generation as promoted. */
  void promote(int generation);

  /** Marks a generation as failed, committed or not. {@code reason} is one line. */
  void rollBack(int generation, String reason);
}

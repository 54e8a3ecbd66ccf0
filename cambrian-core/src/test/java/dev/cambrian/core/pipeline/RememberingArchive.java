package dev.cambrian.core.pipeline;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** An archive in memory that knows where each generation ended up. */
final class RememberingArchive implements GenerationArchive {
  final SortedMap<Integer, String> states = new ConcurrentSkipListMap<>();

  @Override
  public void commit(int generation, int parent, Path artifact) {
    states.putIfAbsent(generation, "committed");
  }

  @Override
  public void promote(int generation) {
    states.put(generation, "promoted");
  }

  @Override
  public void rollBack(int generation, String reason) {
    states.put(generation, "failed");
  }
}

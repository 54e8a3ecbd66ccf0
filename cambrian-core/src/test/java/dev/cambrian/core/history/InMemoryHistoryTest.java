package dev.cambrian.core.history;

class InMemoryHistoryTest extends HistoryConformance {
  @Override
  History open() {
    return History.inMemory();
  }
}

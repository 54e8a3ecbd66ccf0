package dev.cambrian.core.history;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one long-lived connection that writes. Other processes may write to the same file between two
 * transactions, so nothing read in one is kept for the next.
 */
final class Writer implements AutoCloseable {
  private final Path file;
  private final Statements statements;
  private final ReentrantLock lock = new ReentrantLock(true);
  private boolean closed;

  Writer(Path file, Statements statements) {
    this.file = file;
    this.statements = statements;
  }

  /**
   * Runs {@code work} in one transaction that holds the write lock from its beginning (a read
   * before the first write of a deferred one would fail at once if another process wrote in
   * between) and is durable when this returns. Whatever is thrown rolls it back.
   */
  <T> T transaction(Function<Statements, T> work) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the history " + file + " is closed");
      }
      statements.update("BEGIN IMMEDIATE");
      try {
        T result = work.apply(statements);
        statements.update("COMMIT");
        return result;
      } catch (Throwable failed) {
        rollBack(failed);
        throw failed;
      }
    } finally {
      lock.unlock();
    }
  }

  void inTransaction(Consumer<Statements> work) {
    Function<Statements, Boolean> answering =
        statements -> {
          work.accept(statements);
          return true;
        };
    transaction(answering);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        statements.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** SQLite may have rolled back by itself, for instance on a full disk; then this fails. */
  private void rollBack(Throwable why) {
    try {
      statements.update("ROLLBACK");
    } catch (HistoryException rolledBackAlready) {
      why.addSuppressed(rolledBackAlready);
    }
  }
}

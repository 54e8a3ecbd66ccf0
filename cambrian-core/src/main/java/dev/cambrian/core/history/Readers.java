package dev.cambrian.core.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** A small pool of read-only connections; each read sees one consistent state of the file. */
final class Readers implements AutoCloseable {
  private final Connections connections;
  private final Semaphore permits;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Jdbi jdbi;
  private boolean closed;

  Readers(Connections connections) {
    this.connections = connections;
    permits = new Semaphore(connections.settings().readers(), true);
    jdbi =
        Jdbi.create(
            new ConnectionFactory() {
              @Override
              public Connection openConnection() {
                return borrow();
              }

              @Override
              public void closeConnection(Connection connection) throws SQLException {
                giveBack(connection);
              }
            });
  }

  <T> T read(Function<Handle, T> work) {
    try {
      return jdbi.withHandle(work::apply);
    } catch (JdbiException failed) {
      throw SqliteErrors.of(connections.file(), failed);
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      while (!idle.isEmpty()) {
        try {
          idle.pop().close();
        } catch (SQLException failed) {
          throw SqliteErrors.of(connections.file(), failed);
        }
      }
    }
  }

  private Connection borrow() {
    permits.acquireUninterruptibly();
    try {
      synchronized (idle) {
        if (closed) {
          throw new IllegalStateException("the history " + connections.file() + " is closed");
        }
        if (!idle.isEmpty()) {
          return idle.pop();
        }
      }
      return connections.reader();
    } catch (Throwable failed) {
      permits.release();
      throw failed;
    }
  }

  private void giveBack(Connection connection) throws SQLException {
    boolean kept;
    synchronized (idle) {
      kept = !closed;
      if (kept) {
        idle.push(connection);
      }
    }
    permits.release();
    if (!kept) {
      connection.close();
    }
  }
}

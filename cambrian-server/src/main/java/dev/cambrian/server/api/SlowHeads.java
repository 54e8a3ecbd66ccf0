package dev.cambrian.server.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.EventsHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections whose client takes too long for the head of a request. The idle limit of Jetty
 * begins anew with each byte, so that a client that sends one now and then would keep its
 * connection for ever.
 */
final class SlowHeads extends EventsHandler implements Connection.Listener {
  private final Duration limit;
  private final Map<Connection, Watched> connections = new ConcurrentHashMap<>();

  private static final class Watched {
    private long bytes;
    private long begunNanos;
    private boolean begun;
    private boolean busy;

    synchronized void busy() {
      busy = true;
    }

    synchronized void quiet(long bytesSoFar) {
      busy = false;
      begun = false;
      bytes = bytesSoFar;
    }

    /** Whether a head is being sent for longer than that. */
    synchronized boolean late(long bytesSoFar, long nowNanos, long limitNanos) {
      if (busy || bytesSoFar == bytes) {
        return false;
      }
      if (!begun) {
        begun = true;
        begunNanos = nowNanos;
      }
      return nowNanos - begunNanos > limitNanos;
    }
  }

  SlowHeads(Duration limit) {
    this.limit = limit;
  }

  /** Watches the connections of a server, in front of what handles its requests. */
  void watch(Server server) {
    server.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStarting(LifeCycle starting) {
            server.insertHandler(SlowHeads.this);
            for (Connector connector : server.getConnectors()) {
              connector.addEventListener(SlowHeads.this);
            }
          }

          @Override
          public void lifeCycleStarted(LifeCycle started) {
            look(server.getScheduler());
          }
        });
  }

  @Override
  public void onOpened(Connection connection) {
    connections.put(connection, new Watched());
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }

  @Override
  protected void onBeforeHandling(Request request) {
    Watched watched = connections.get(request.getConnectionMetaData().getConnection());
    if (watched != null) {
      watched.busy();
    }
  }

  @Override
  protected void onComplete(
      Request request, int status, HttpFields headers, @Nullable Throwable failure) {
    Connection connection = request.getConnectionMetaData().getConnection();
    Watched watched = connections.get(connection);
    if (watched != null) {
      watched.quiet(connection.getBytesIn());
    }
  }

  private void look(Scheduler scheduler) {
    long now = System.nanoTime();
    connections.forEach(
        (connection, watched) -> {
          if (watched.late(connection.getBytesIn(), now, limit.toNanos())) {
            connection.getEndPoint().close();
          }
        });
    if (scheduler.isRunning()) {
      Scheduler.Task _ =
          scheduler.schedule(
              () -> look(scheduler), limit.toMillis() / 4 + 1, TimeUnit.MILLISECONDS);
    }
  }
}

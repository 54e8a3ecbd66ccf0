package dev.cambrian.server.serve;

import dev.cambrian.core.artifact.ArtifactPath;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.api.Conclusion;
import dev.cambrian.server.api.Doors;
import dev.cambrian.server.api.Hosted;
import dev.cambrian.server.campaign.CampaignHost;
import dev.cambrian.server.campaign.HostMeans;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.gateway.GatewayListener;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.gateway.GatewayTokens;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HomeException;
import dev.cambrian.server.home.ServerAddress;
import dev.cambrian.server.log.ServerLog;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.organism.OrganismListener;
import dev.cambrian.server.organism.Organisms;
import dev.cambrian.server.organism.WorkspaceReader;
import dev.cambrian.server.supervisor.Caller;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.supervisor.Workspaces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/** A whole Supervisor that serves, from its start to its end. */
public final class Hosting implements AutoCloseable {
  private static final ServerLog LOG = ServerLog.of("server");

  /** With the manifest, the spec's copy and the directories. */
  private static final int MOST_ENTRIES = ArtifactPath.MAX_FILES * 2;

  private static final long MOST_BYTES =
      (long) ArtifactPath.MAX_TOTAL_BYTES + Specs.MAX_BYTES + (4L << 20);

  private final Supervisor supervisor;
  private final Organisms organisms;
  private final Gateway gateway;
  private final CampaignHost campaigns;
  private final ApiServer server;
  private final Duration grace;
  private boolean told;
  private boolean closed;

  /**
   * Who hears what the history does not tell.
   *
   * @param occasion what the server runs for, as a sentence that people are told; empty where it
   *     just serves
   * @param conclusion how that ended, which those that follow the events are told when the server
   *     stops; empty where it just serves
   */
  public record Listeners(
      OrganismListener organisms,
      GatewayListener gateway,
      Supplier<Optional<String>> occasion,
      Supplier<Optional<Conclusion>> conclusion) {
    /** Of a server that just serves. */
    public Listeners(OrganismListener organisms, GatewayListener gateway) {
      this(organisms, gateway, Optional::empty, Optional::empty);
    }

    /** Nobody. */
    public static final Listeners NONE = new Listeners(OrganismListener.NONE, GatewayListener.NONE);
  }

  private Hosting(
      Supervisor supervisor,
      Organisms organisms,
      Gateway gateway,
      CampaignHost campaigns,
      ApiServer server,
      Duration grace) {
    this.grace = grace;
    this.supervisor = supervisor;
    this.organisms = organisms;
    this.gateway = gateway;
    this.campaigns = campaigns;
    this.server = server;
  }

  /**
   * Takes up what an earlier one left, and serves from the moment it returns. One that is {@link
   * ApiServer.Settings#readOnly} takes up nothing, may run beside another, and leaves the home as
   * it is.
   *
   * @param habitats where organisms live; closed with this
   * @throws dev.cambrian.core.CambrianException where the home is another server's, or nothing can
   *     listen; nothing runs then
   */
  public static Hosting start(
      Supervisor.Settings settings,
      Judge judge,
      Habitats habitats,
      GatewaySettings models,
      ApiServer.Settings where) {
    return start(settings, judge, habitats, models, where, Listeners.NONE);
  }

  /**
   * Refuses an address at which nothing can listen, before anything of a new home is made. One that
   * is there is left to {@link #start}, which first tells where another server has it.
   *
   * @throws dev.cambrian.core.CambrianException where nothing can listen
   */
  public static void requireFree(CambrianHome home, ApiServer.Settings where) {
    if (!home.hasHistory()) {
      ApiServer.requireFree(where);
    }
  }

  /** The same with somebody who listens. */
  public static Hosting start(
      Supervisor.Settings settings,
      Judge judge,
      Habitats habitats,
      GatewaySettings models,
      ApiServer.Settings where,
      Listeners listeners) {
    Own workspaces = new Own();
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    opened.push(habitats);
    try {
      Supervisor supervisor =
          where.readOnly()
              ? Supervisor.look(settings, judge)
              : Supervisor.open(settings, judge, workspaces);
      opened.push(supervisor);
      GatewayTokens tokens = new GatewayTokens(settings.home().directory());
      Gateway gateway =
          new Gateway(models, tokens, supervisor.history(), settings.clock(), listeners.gateway());
      opened.push(gateway);
      Doors doors = new Doors();
      Organisms organisms =
          new Organisms(
              settings.home(),
              supervisor.history(),
              habitats,
              Hosted.tokens(tokens, supervisor.history(), settings.clock()),
              doors,
              settings.clock(),
              listeners.organisms());
      workspaces.organisms = Optional.of(organisms);
      CampaignHost campaigns =
          new CampaignHost(HostMeans.of(supervisor, supervisor.judge(), models));
      opened.push(campaigns);
      Hosted hosted =
          new Hosted(
              organisms,
              tokens,
              gateway,
              campaigns,
              models.choice().model(),
              models.choice().escalationModel(),
              listeners.occasion(),
              listeners.conclusion());
      ApiServer server = ApiServer.start(where, supervisor, hosted, doors);
      opened.push(server);
      Hosting hosting =
          new Hosting(supervisor, organisms, gateway, campaigns, server, settings.grace());
      if (where.readOnly()) {
        return hosting;
      }
      tell(settings.home(), server);
      opened.push(() -> ServerAddress.forget(settings.home()));
      hosting.told = true;
      hosting.recover();
      supervisor.resume();
      campaigns.goOn();
      return hosting;
    } catch (RuntimeException e) {
      opened.forEach(it -> close(it, e));
      throw e;
    }
  }

  /** It is a convenience: without it others have to know where this listens. */
  private static void tell(CambrianHome home, ApiServer server) {
    try {
      ServerAddress.tell(home, server.localAddress());
    } catch (HomeException e) {
      LOG.warn("address.untold", e.getMessage() == null ? "" : e.getMessage());
    }
  }

  private static void close(AutoCloseable opened, RuntimeException failure) {
    try {
      opened.close();
    } catch (Exception again) {
      failure.addSuppressed(again);
    }
  }

  private void recover() {
    Organisms.Recovered found = organisms.recover();
    if (found.adopted() + found.closed() + found.removed() > 0) {
      LOG.info(
          "organisms.recovered",
          "%d adopted, %d closed, %d containers removed"
              .formatted(found.adopted(), found.closed(), found.removed()));
    }
  }

  /** Where it listens. */
  public String address() {
    return server.address();
  }

  /** By what the verifications are isolated. */
  public String isolation() {
    return supervisor.isolation();
  }

  /** Its generations. */
  public Supervisor supervisor() {
    return supervisor;
  }

  /** Its organisms. */
  public Organisms organisms() {
    return organisms;
  }

  /** As {@link #close}, but what is being judged is not awaited: it is closed as cancelled. */
  public void abort() {
    end(Duration.ZERO);
  }

  /**
   * As {@link #close}; on an interrupted thread, which could not wait for anything to end, as
   * {@link #abort}. The interrupt flag stays set.
   */
  public void closeOrAbort() {
    if (Thread.interrupted()) {
      abort();
      Thread.currentThread().interrupt();
    } else {
      close();
    }
  }

  /**
   * Organisms are stopped and campaigns cut off, what is being judged is awaited, and only then
   * nobody listens any more.
   */
  @Override
  public void close() {
    end(grace);
  }

  private synchronized void end(Duration patience) {
    if (closed) {
      return;
    }
    closed = true;
    supervisor.beginClosing();
    campaigns.beginClosing();
    organisms.close();
    supervisor.drain(patience);
    campaigns.close();
    server.close();
    if (told) {
      ServerAddress.forget(supervisor.home());
    }
    gateway.close();
    supervisor.close();
  }

  /** The workspaces of the organisms that run here. */
  private static final class Own implements Workspaces {
    private volatile Optional<Organisms> organisms = Optional.empty();

    @Override
    public Path copy(Caller.Organism organism, String path, Path into) {
      Path target = into.resolve("artifact");
      try {
        organisms
            .orElseThrow(
                () ->
                    new RequestException(
                        RequestException.Kind.UNAVAILABLE, "the server is not ready yet"))
            .workspaces()
            .copy(
                organism.id(), path, target, new WorkspaceReader.Limits(MOST_ENTRIES, MOST_BYTES));
        return target;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RequestException(RequestException.Kind.UNAVAILABLE, "the server is stopping");
      }
    }
  }
}

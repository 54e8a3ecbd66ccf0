package dev.cambrian.server.organism;

import com.fasterxml.uuid.Generators;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The organisms of a home: promoted generations that run, each in a container or sandbox of its
 * own, within its limits, and with no way to anything but the Supervisor. Safe for several threads;
 * one at a time per home.
 *
 * <p>Each has exactly one {@code organism.started} and, once it has ended, one {@code
 * organism.stopped} in the history, however the Supervisor or the daemon ended meanwhile, after
 * {@link #recover}. Its token is valid between the two.
 */
public final class Organisms implements AutoCloseable {
  /** At once. */
  public static final int MOST = 16;

  private static final Logger LOG = LoggerFactory.getLogger(Organisms.class);
  private static final int KEPT_LINES = 100_000;
  private static final Duration PROBING = Duration.ofSeconds(10);

  private final History history;
  private final Habitats habitats;
  private final TokenSource tokens;
  private final DoorKeeper doors;
  private final Clock clock;
  private final OrganismListener listener;
  private final OrganismStore store;
  private final OrganismEvents told;
  private final Map<UUID, Life> lives = new ConcurrentHashMap<>();
  private final Map<UUID, Duration> graces = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Of a home; {@link #recover} comes before anything else.
   *
   * @param habitats closed with this
   */
  public Organisms(
      CambrianHome home,
      History history,
      Habitats habitats,
      TokenSource tokens,
      DoorKeeper doors,
      Clock clock,
      OrganismListener listener) {
    this.listener = listener;
    this.history = history;
    this.told = new OrganismEvents(history);
    this.habitats = habitats;
    this.tokens = tokens;
    this.doors = doors;
    this.clock = clock;
    this.store = new OrganismStore(home.directory().resolve("organisms"));
  }

  /**
   * Starts one and returns once its container or process runs; its build begins then.
   *
   * @throws OrganismException where it cannot be started; nothing of it is left then
   */
  public Organism start(StartOrder order) {
    if (closed || lives.size() >= MOST) {
      throw new OrganismException(
          OrganismException.Kind.CONFLICT,
          closed ? "the Supervisor is stopping" : MOST + " organisms run already; stop one first");
    }
    RunnableArtifact artifact = RunnableArtifact.of(order, history);
    Habitat habitat = habitats.choose(artifact.own(), store.homeId());
    UUID id = Generators.timeBasedEpochGenerator().generate();
    store.make(id);
    Organism organism =
        Organism.born(id, order, habitat.isolation(), artifact.grownFrom().hash(), clock.instant());
    List<Runnable> undo = new ArrayList<>(List.of(() -> store.remove(id)));
    Life life;
    byte[] keeperOrder;
    try {
      undo.addFirst(() -> tokens.revoke(id));
      String token = tokens.issue(id, order);
      Door door = Door.open(id, store.door(id), doors);
      undo.addFirst(door::close);
      Birth birth =
          new Birth(
              id,
              order,
              artifact.own(),
              artifact.files(),
              artifact.grownFrom(),
              token,
              store.directory(id),
              store.door(id),
              door.sockets());
      keeperOrder = habitat.order(birth);
      Body body = habitat.create(birth);
      undo.addFirst(body::remove);
      life = new Life(organism.inContainer(body.containerId()), body, door, listener);
      store.write(life.organism());
      told.append(
          organism,
          new Event.OrganismStarted(order.generation(), id.toString(), habitat.isolation()));
    } catch (RuntimeException e) {
      undo.forEach(Runnable::run);
      throw e;
    }
    lives.put(id, life);
    graces.put(id, order.limits().grace());
    try {
      life.body().start(keeperOrder);
    } catch (OrganismException e) {
      conclude(life, End.of(StopReason.NOT_STARTED));
      throw e;
    }
    life.watch(this::conclude);
    return life.organism();
  }

  /** Each step may be the last one before a crash, and can be done again. */
  private void conclude(Life life, End how) {
    Organism organism = life.organism();
    End end = life.because(how);
    UUID id = organism.id();
    Organism over = organism;
    try {
      if (end.reason() != StopReason.DAEMON_GONE) {
        store.writeLog(id, life.body().log(KEPT_LINES));
      }
      over = close(organism, end);
    } catch (HistoryException | OrganismException e) {
      LOG.atError().setCause(e).log("the end of organism {} could not be kept", id);
    }
    life.door().close();
    life.body().remove();
    store.strip(id);
    lives.remove(id);
    graces.remove(id);
    // Whoever waits for it finds nothing of it.
    life.over(over);
  }

  /** Keeps an end, and makes the token invalid first. */
  private Organism close(Organism organism, End end) {
    tokens.revoke(organism.id());
    Instant stopped = clock.instant();
    told.append(
        organism,
        new Event.OrganismStopped(
            organism.generation(),
            organism.id().toString(),
            end.exitCode(),
            end.reason().text(),
            end.peakMemoryBytes()));
    Organism over =
        organism.ended(
            new Organism.Ended(end.reason(), end.exitCode(), end.peakMemoryBytes(), stopped));
    store.write(over);
    LOG.info("organism {} ended: {}", organism.id(), end.reason().text());
    return over;
  }

  /** Those that run and the latest that have ended, the newest first. */
  public List<Organism> list() {
    return store.all().stream()
        .map(kept -> Optional.ofNullable(lives.get(kept.id())).map(Life::organism).orElse(kept))
        .toList();
  }

  /** Those that run, the one that was started first first. */
  public List<Organism> running() {
    return lives.values().stream()
        .map(Life::organism)
        .sorted(Comparator.comparing(Organism::started))
        .toList();
  }

  /**
   * One of them.
   *
   * @throws OrganismException where there is none
   */
  public Organism find(UUID id) {
    return Optional.ofNullable(lives.get(id))
        .map(Life::organism)
        .or(() -> store.read(id))
        .orElseThrow(() -> unknown(id));
  }

  private static OrganismException unknown(UUID id) {
    return new OrganismException(OrganismException.Kind.UNKNOWN, "there is no organism " + id);
  }

  /**
   * The last lines that it printed, at most 1 MiB of them: hostile bytes, without its token.
   *
   * @param limit lines, at least 1
   * @throws OrganismException where there is no such organism
   */
  public byte[] logs(UUID id, int limit) {
    Life life = lives.get(id);
    if (life != null) {
      return life.body().log(limit);
    }
    Organism _ = find(id);
    return LogTail.lines(store.log(id), limit);
  }

  /**
   * Ends one: it is asked to, then after its grace killed. Does nothing where it has ended.
   *
   * @param reason that stands in its event
   * @throws OrganismException where there is no such organism, or it does not end
   */
  public Organism stop(UUID id, StopReason reason) throws InterruptedException {
    Life life = lives.get(id);
    if (life == null) {
      return find(id);
    }
    life.ask(reason);
    return life.awaitEnd(graces.getOrDefault(id, OrganismLimits.DEFAULT.grace()));
  }

  /**
   * Waits for its end by itself.
   *
   * @return it as it ended, with nothing left of it; empty where it lives on after the limit
   * @throws OrganismException where there is no such organism
   */
  public Optional<Organism> await(UUID id, Duration limit) throws InterruptedException {
    Life life = lives.get(id);
    return life == null ? Optional.of(find(id)) : life.endWithin(limit);
  }

  /**
   * What it answers on its port 8401 to a GET; as trustworthy as the organism.
   *
   * @param path such as {@code /stats}
   * @throws IOException where it gives no answer within 10 s
   * @throws OrganismException where it does not run
   */
  public OrganismAnswer ask(UUID id, String path) throws IOException, InterruptedException {
    return OrganismAnswer.of(line(id), path, PROBING);
  }

  /** Copies out of the workspaces of those that run. */
  public WorkspaceReader workspaces() {
    return new WorkspaceReader(this::line);
  }

  private BackLine line(UUID id) {
    Life life = lives.get(id);
    if (life == null) {
      throw new OrganismException(
          OrganismException.Kind.CONFLICT, "the organism %s does not run".formatted(find(id).id()));
    }
    return life.door().back();
  }

  /**
   * What was found of an earlier Supervisor.
   *
   * @param adopted that run on
   * @param closed that were gone, or had ended while nobody looked
   * @param removed containers of ours that no history knows as running
   */
  public record Recovered(int adopted, int closed, int removed) {}

  /**
   * Takes over what an earlier Supervisor left: organisms that run are adopted, with their door
   * open at the same place and their token valid; those that are gone are closed; containers of
   * this home that the history does not know are removed. Once, before the first start.
   */
  public Recovered recover() {
    String homeId = store.homeId();
    Optional<ContainerHabitat> containers = habitats.containers(homeId);
    int gone = 0;
    for (UUID id : store.ids()) {
      Optional<Organism> kept = store.read(id);
      if (kept.isEmpty() || !told.started(kept.get())) {
        // Its start came to nothing: the history has never heard of it.
        tokens.revoke(id);
        store.remove(id);
      } else if (kept.get().end().isEmpty() && !adopted(kept.get(), containers)) {
        gone++;
      }
    }
    int removed = containers.map(it -> it.removeAllBut(lives.keySet())).orElse(0);
    store.removeOld();
    return new Recovered(lives.size(), gone, removed);
  }

  private boolean adopted(Organism organism, Optional<ContainerHabitat> containers) {
    UUID id = organism.id();
    Optional<Event.OrganismStopped> known = told.stopped(organism);
    if (known.isPresent()) {
      Event.OrganismStopped it = known.get();
      tokens.revoke(id);
      store.write(
          organism.ended(
              new Organism.Ended(
                  StopReason.of(it.reason()).orElse(StopReason.VANISHED),
                  it.exitCode(),
                  it.peakMemoryBytes(),
                  clock.instant())));
      store.strip(id);
      return false;
    }
    Optional<Body> body = containers.flatMap(it -> it.find(id));
    if (body.isEmpty()) {
      boolean daemonGone = organism.containerId().isPresent() && containers.isEmpty();
      Organism _ =
          close(organism, End.of(daemonGone ? StopReason.DAEMON_GONE : StopReason.VANISHED));
      store.strip(id);
      return false;
    }
    Life life = new Life(organism, body.get(), Door.open(id, store.door(id), doors), listener);
    lives.put(id, life);
    life.watch(this::conclude);
    return true;
  }

  /** Stops them all, with the reason {@link StopReason#SUPERVISOR_STOPPED}. */
  @Override
  public void close() {
    close(false);
  }

  /**
   * Ends this service.
   *
   * @param keepRunning leaves organisms in containers to the next Supervisor, which adopts them;
   *     processes are stopped even so
   */
  public void close(boolean keepRunning) {
    closed = true;
    Map<Boolean, List<Life>> all =
        lives.values().stream()
            .collect(
                Collectors.partitioningBy(
                    it -> keepRunning && it.body().containerId().isPresent()));
    all.getOrDefault(false, List.of()).forEach(it -> it.ask(StopReason.SUPERVISOR_STOPPED));
    try {
      for (Life life : all.getOrDefault(true, List.of())) {
        life.leave();
      }
      for (Life life : all.getOrDefault(false, List.of())) {
        Organism _ =
            life.awaitEnd(
                graces.getOrDefault(life.organism().id(), OrganismLimits.DEFAULT.grace()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OrganismException left) {
      LOG.warn("{}; the next start looks after it", left.getMessage());
    } finally {
      habitats.close();
    }
  }
}

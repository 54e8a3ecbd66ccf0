package dev.cambrian.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that dies between any two of its effects, an append to the history or a change of git,
 * has lost nothing that it acknowledged, and the next one leaves the home as it must be.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CrashGapTest {
  @TempDir Path directory;

  /** What the process is no more. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death() {
      super("dead", null, false, false);
    }
  }

  /** Lets so many effects happen, and none after them. */
  private static final class Mortal implements Between {
    private static final Set<String> EFFECTS =
        Set.of("append", "put", "commit", "promote", "rollBack");
    private final int life;
    private int effects;

    Mortal(int life) {
      this.life = life;
    }

    synchronized boolean dead() {
      return effects >= life;
    }

    @Override
    public History history(History real) {
      return between(History.class, real);
    }

    @Override
    public GenerationArchive archive(GenerationArchive real) {
      return between(GenerationArchive.class, real);
    }

    private <T> T between(Class<T> type, T real) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                if (!EFFECTS.contains(method.getName())) {
                  return invoke(() -> method.invoke(real, arguments));
                }
                synchronized (this) {
                  if (dead()) {
                    throw new Death();
                  }
                  Object done = invoke(() -> method.invoke(real, arguments));
                  effects++;
                  if (dead()) {
                    throw new Death();
                  }
                  return done;
                }
              }));
    }

    private interface Call {
      Object make() throws ReflectiveOperationException;
    }

    private static Object invoke(Call call) throws Throwable {
      try {
        return call.make();
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  /** What a client was told. */
  private final Map<Integer, String> acknowledged = new TreeMap<>();

  @Test
  void nothing_acknowledged_is_lost_in_any_gap() throws IOException {
    int life = 0;
    boolean died = true;
    for (; died; life++) {
      Path place = directory.resolve("life-" + life);
      acknowledged.clear();
      died = lives(place, new Mortal(life));
      settles(place);
    }

    // Three spawns, three verifications, a promotion and two rollbacks have at least so many.
    assertThat(life).isGreaterThan(25);
  }

  private static Supervisor open(Path place, Between between) {
    return Supervisor.open(
        new Supervisor.Settings(
            new CambrianHome(place.resolve("home")),
            place.resolve("artifacts"),
            Clock.systemUTC(),
            1,
            Duration.ofSeconds(20)),
        Judge.of(new FakeVerifier(), spec -> Optional.empty()),
        Workspaces.NONE,
        between);
  }

  /** Whether it died. */
  private boolean lives(Path place, Mortal mortal) {
    Caller caller = new Caller.Operator();
    try (Supervisor supervisor = open(place, mortal)) {
      supervisor.resume();
      for (int generation : List.of(1, 2, 3)) {
        String behaviour = generation == 2 ? "non-viable" : "viable";
        GrownArtifact.of(generation, behaviour)
            .writeTo(place.resolve("artifacts").resolve("a" + generation));
        supervisor.spawn(
            new SpawnOrder(
                generation, "a" + generation, GrownArtifact.SPEC.hash(), Optional.empty()),
            caller);
        acknowledged.put(generation, "spawned");
      }
      await()
          .until(
              () ->
                  mortal.dead()
                      || List.of(1, 2, 3).stream()
                          .noneMatch(
                              it -> supervisor.generation(it).outcome() == Outcome.IN_PROGRESS));
      supervisor.promote(1, caller);
      acknowledged.put(1, "promoted");
      supervisor.rollBack(2, caller);
      acknowledged.put(2, "rolled back");
      supervisor.rollBack(3, caller);
      acknowledged.put(3, "rolled back");
    } catch (Death dead) {
      return true;
    }
    return mortal.dead();
  }

  private void settles(Path place) throws IOException {
    CambrianHome home = new CambrianHome(place.resolve("home"));
    Files.createDirectories(place.resolve("artifacts"));
    try (Supervisor supervisor = open(place, Between.NOTHING)) {
      supervisor.resume();
      await()
          .until(
              () ->
                  supervisor
                      .history()
                      .generations(0, 1, Optional.of(Outcome.IN_PROGRESS))
                      .isEmpty());
    }
    Map<Integer, GenerationRecord> records = new TreeMap<>();
    HomeCheck.sound(home).forEach(it -> records.put(it.generation(), it));
    acknowledged.forEach(
        (generation, what) -> {
          GenerationRecord record = Objects.requireNonNull(records.get(generation));
          Outcome outcome = record.outcome();
          switch (what) {
            case "promoted" -> assertThat(outcome).isEqualTo(Outcome.PROMOTED);
            case "rolled back" -> assertThat(outcome).isEqualTo(Outcome.FAILED);
            // One that died before it was told may have been promoted or rolled back.
            default -> assertThat(record.viable()).isPresent();
          }
        });
  }
}

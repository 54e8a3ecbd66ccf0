package dev.cambrian.server.supervisor;

import com.fasterxml.uuid.Generators;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.pipeline.Arrival;
import dev.cambrian.core.pipeline.Supervision;
import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.server.log.ServerLog;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Takes artifacts in and has them judged in the background. */
final class Spawns {
  private static final ServerLog LOG = ServerLog.of("supervisor");

  /** As often another one may take the number that is to be given. */
  private static final int TRIES = 20;

  private final History history;
  private final Supervision supervision;
  private final Judge judge;
  private final Intake intake;
  private final Activity activity;
  private final Verifications verifications;

  Spawns(
      History history,
      Supervision supervision,
      Judge judge,
      Intake intake,
      Activity activity,
      Verifications verifications) {
    this.history = history;
    this.supervision = supervision;
    this.judge = judge;
    this.intake = intake;
    this.activity = activity;
    this.verifications = verifications;
  }

  /** See {@link Supervisor#spawn}. */
  GenerationRecord spawn(SpawnOrder order, Caller caller) {
    int generation = order.generation();
    Verifications.Place place =
        verifications.admit(generation).orElseThrow(() -> taken(generation));
    return take(generation, place, () -> intake.read(order, caller, correlation(caller)));
  }

  /** See {@link Supervisor#again}. */
  GenerationRecord again(int generation) {
    UUID correlation = correlation(new Caller.Operator());
    int number = 0;
    for (int tries = 1; ; tries++) {
      int next = Math.max(history.highestGeneration(), number) + 1;
      number = next;
      Optional<Verifications.Place> place = verifications.admit(next);
      try {
        return take(
            next,
            place.orElseThrow(() -> taken(next)),
            () -> supervision.again(generation, next, correlation));
      } catch (SupervisionException.WrongState refused) {
        // About the code itself, and not about the number, it is as true for the next one.
        if (refused.generation() == generation || tries == TRIES) {
          throw refused;
        }
      }
    }
  }

  private GenerationRecord take(
      int generation, Verifications.Place place, Supplier<Arrival> arriving) {
    try (Activity.Running _ = activity.begin(Activity.Kind.SPAWNING)) {
      if (history.generation(generation).isPresent()) {
        throw taken(generation);
      }
      Arrival arrival = arriving.get();
      judge
          .refusal()
          .apply(arrival.spec())
          .ifPresent(
              reason -> {
                throw new RequestException(RequestException.Kind.UNAVAILABLE, reason);
              });
      GenerationRecord taken = supervision.take(arrival);
      LOG.info(
          "generation.spawned",
          generation,
          "parent %d, %s".formatted(taken.parent(), arrival.spec().fileName()));
      verify(generation, place);
      return taken;
    } finally {
      place.release();
    }
  }

  private static UUID correlation(Caller caller) {
    return switch (caller) {
      case Caller.Operator() -> Generators.timeBasedEpochGenerator().generate();
      case Caller.Organism(var id, var _) -> id;
    };
  }

  private static SupervisionException taken(int generation) {
    return new SupervisionException.WrongState(
        generation, "there is a generation %d already; take the next number".formatted(generation));
  }

  /** Has one judged that was taken in. */
  void verify(int generation, Verifications.Place place) {
    place.start(
        cancelled -> {
          try (Activity.Running _ = activity.begin(Activity.Kind.TESTING)) {
            supervision.judge(generation, cancelled::text);
          } catch (RuntimeException | Error e) {
            // Stays in progress: the next start takes it up.
            LOG.error("verification.failed", generation, e);
          }
        });
  }
}

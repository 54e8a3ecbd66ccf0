package dev.cambrian.rig;

import dev.cambrian.core.verdict.Performance;
import dev.cambrian.core.verdict.PerformanceGoal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures a program under load (test tier 3): GET of its health URL, which every artifact has and
 * which changes nothing, a fifth faster than the goal.
 */
final class UnderLoad {
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

  private final Sandbox sandbox;
  private final HealthChecks.Endpoint endpoint;
  private final RunningCommand program;

  UnderLoad(Sandbox sandbox, HealthChecks.Endpoint endpoint, RunningCommand program) {
    this.sandbox = sandbox;
    this.endpoint = endpoint;
    this.program = program;
  }

  /** Empty where it cannot be measured, which ends nothing. */
  Optional<Performance> measure(PerformanceGoal goal) throws InterruptedException {
    Load load =
        new Load(
            endpoint.host(),
            endpoint.port(),
            endpoint.target(),
            goal.duration(),
            goal.requestsPerSecond() + Math.max(1, goal.requestsPerSecond() / 5));
    Memory memory = new Memory();
    Thread looking = Aside.start(memory::look);
    try {
      return sandbox.load(load).map(it -> told(goal, it, memory.most()));
    } catch (InfrastructureException notMeasured) {
      return Optional.empty();
    } finally {
      memory.over = true;
      looking.join();
    }
  }

  static Performance told(PerformanceGoal goal, Load.Figures figures, long rss) {
    double seconds = Math.max(1, figures.nanos()) / 1e9;
    double rate = rounded(figures.right() / seconds, 10);
    double p99 = rounded(figures.p99() / 1e6, 1000);
    long errors = figures.sent() - figures.right();
    return new Performance(
        figures.sent(),
        Duration.ofNanos(figures.nanos()).toMillis(),
        rate,
        rounded(figures.p50() / 1e6, 1000),
        p99,
        rounded(figures.lateP99() / 1e6, 1000),
        errors,
        rss > 0 ? Optional.of(rss) : Optional.empty(),
        rate > goal.requestsPerSecond()
            && errors == 0
            && figures.p99() < goal.p99().toNanos()
            && rss > 0
            && rss < goal.rssBytes());
  }

  private static double rounded(double value, int parts) {
    return Math.rint(value * parts) / parts;
  }

  /** The most that the program's processes had at once, while somebody looks. */
  private final class Memory {
    private volatile boolean over;
    private volatile long most;

    void look() {
      while (!over) {
        most = Math.max(most, program.residentBytes());
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }

    long most() {
      return most;
    }
  }
}

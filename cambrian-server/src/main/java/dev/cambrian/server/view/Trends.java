package dev.cambrian.server.view;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How generations fared over time.
 *
 * <p>A rate is that of one spec: what is expected of the next offspring of several together, such
 * as a campaign's base and its mutants, depends on which of them that is.
 *
 * <p>What counts for a rate is a generation with a verdict, or one that failed through its own
 * fault before there could be one; what the machine was to blame for counts for nothing.
 *
 * @param generations that are looked at, also those that do not count
 * @param rate of all together; no more than a count where they are {@link #ofSeveralSpecs()}
 * @param bins consecutive groups of nearly the same size, at most {@value #BINS}, oldest first
 * @param specs the rates of those generations by their spec, the most frequent first
 * @param models likewise by the model that answered
 */
public record Trends(
    Filter filter,
    int generations,
    BetaPosterior rate,
    List<Bin> bins,
    List<Group> specs,
    List<Group> models) {
  /** At most. */
  public static final int BINS = 20;

  /** What a generation failed at that gave no readable artifact. */
  public static final String ANSWER = "answer";

  /** What the view {@code stage} calls the second run of the tests, which is part of no stage. */
  static final String CANARY = "canary";

  private static final int SMALLEST_BIN = 3;

  /** How far back. */
  public enum Window {
    LAST_50("50", OptionalInt.of(50)),
    LAST_200("200", OptionalInt.of(200)),
    LAST_1000("1000", OptionalInt.of(1000)),
    ALL("all", OptionalInt.empty());

    private final String id;
    private final OptionalInt most;

    Window(String id, OptionalInt most) {
      this.id = id;
      this.most = most;
    }

    /** As an address has it. */
    public String id() {
      return id;
    }

    /** So many generations; empty for all. */
    public OptionalInt most() {
      return most;
    }

    public static Optional<Window> of(String id) {
      for (Window window : values()) {
        if (window.id.equals(id)) {
          return Optional.of(window);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Which generations.
   *
   * @param specHash only those of this spec, {@code sha256:…}
   * @param model only those that this model answered, in a recording or live
   */
  public record Filter(Optional<String> specHash, Optional<String> model, Window window) {}

  /**
   * One generation.
   *
   * @param counts for the rate
   * @param failure the id of the stage, or {@link #ANSWER}, where it counts and is not viable
   * @param taken tokens and money
   * @param stages how long each took
   * @param canary how long the test runner's canary took, which the stage of the tests leaves out
   */
  record Sample(
      int generation,
      String specHash,
      String model,
      boolean counts,
      boolean viable,
      Optional<String> failure,
      Instant created,
      Taken taken,
      Map<Stage, Duration> stages,
      Optional<Duration> canary) {
    /** Whether its tokens are known. */
    boolean told() {
      return taken.untold() == 0 && (taken.answers() > 0 || taken.total() > 0);
    }

    /** Whether its cost is. */
    boolean priced() {
      return taken.unpriced() == 0 && taken.answers() > 0;
    }
  }

  /**
   * Consecutive generations.
   *
   * @param rate of all together, as of all trends
   * @param specs that those which count are of
   * @param failures how many failed at which stage
   * @param told how many have known tokens
   * @param liveTokens of one of those, in the mean
   * @param replayedTokens likewise
   * @param reportedTokens likewise, by organisms whose answers told none
   * @param priced how many have a known cost
   * @param microUsd of one of those, in the mean
   * @param stages of those that took part in them
   * @param canary of those whose test runner was tried, which the stage of the tests leaves out
   */
  public record Bin(
      int first,
      int last,
      Instant from,
      Instant to,
      int generations,
      BetaPosterior rate,
      int specs,
      Map<String, Integer> failures,
      int told,
      double liveTokens,
      double replayedTokens,
      double reportedTokens,
      int priced,
      double microUsd,
      Map<Stage, Spread> stages,
      Optional<Spread> canary) {}

  /**
   * Of durations in milliseconds.
   *
   * @param lower quartile
   * @param upper quartile
   */
  public record Spread(int count, double lower, double median, double upper) {
    static Spread of(List<Duration> durations) {
      double[] sorted = durations.stream().mapToDouble(it -> it.toNanos() / 1e6).sorted().toArray();
      return new Spread(
          sorted.length, quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
    }

    /** Between the two nearest values in proportion. */
    private static double quantile(double[] sorted, double share) {
      double at = share * (sorted.length - 1);
      int below = (int) at;
      int above = Math.min(below + 1, sorted.length - 1);
      return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
  }

  /**
   * Generations that have something in common.
   *
   * @param key a spec's hash or a model's name
   * @param rate of all together, as of all trends
   * @param specs that those which count are of
   */
  public record Group(String key, BetaPosterior rate, int specs) {
    /** Whether the rate is that of several specs together, and so none that can be expected. */
    public boolean ofSeveralSpecs() {
      return specs > 1;
    }
  }

  /**
   * By what one can filter, the latest first.
   *
   * @param specs hashes of those that something was grown from
   * @param models that answered, in recordings or live
   */
  public record Choices(List<String> specs, List<String> models) {}

  /** What there is in a history, at most 200 of each. */
  public static Choices choices(SqliteHistory history) {
    return TrendSamples.choices(history);
  }

  /** Another text whenever trends of that history may have changed; cheap. */
  public static String mark(SqliteHistory history) {
    return TrendSamples.mark(history);
  }

  public Trends {
    bins = List.copyOf(bins);
    specs = List.copyOf(specs);
    models = List.copyOf(models);
  }

  /** Of how many specs those are that count. */
  public int countingSpecs() {
    return (int) specs.stream().filter(it -> it.rate().trials() > 0).count();
  }

  /** Whether the rate of all is that of several specs together. */
  public boolean ofSeveralSpecs() {
    return countingSpecs() > 1;
  }

  /** Of a history. */
  public static Trends of(SqliteHistory history, Filter filter) {
    List<Sample> samples = TrendSamples.read(history, filter);
    return new Trends(
        filter,
        samples.size(),
        rate(samples),
        bins(samples),
        groups(samples, Sample::specHash),
        groups(samples, Sample::model));
  }

  private static BetaPosterior rate(List<Sample> samples) {
    List<Sample> counting = samples.stream().filter(Sample::counts).toList();
    return new BetaPosterior(
        (int) counting.stream().filter(Sample::viable).count(), counting.size());
  }

  private static int specs(List<Sample> samples) {
    return (int) samples.stream().filter(Sample::counts).map(Sample::specHash).distinct().count();
  }

  private static List<Group> groups(List<Sample> samples, Function<Sample, String> key) {
    return samples.stream().collect(Collectors.groupingBy(key)).entrySet().stream()
        .map(it -> new Group(it.getKey(), rate(it.getValue()), specs(it.getValue())))
        .sorted(Comparator.<Group>comparingInt(it -> -it.rate().trials()).thenComparing(Group::key))
        .toList();
  }

  private static List<Bin> bins(List<Sample> samples) {
    int size = samples.size();
    int count = Math.clamp(size / SMALLEST_BIN, Math.min(1, size), BINS);
    return IntStream.range(0, count)
        .mapToObj(
            i -> samples.subList((int) ((long) i * size / count), (int) ((i + 1L) * size / count)))
        .map(Trends::bin)
        .toList();
  }

  private static Bin bin(List<Sample> samples) {
    Map<String, Integer> failures = new TreeMap<>();
    Map<Stage, List<Duration>> stages = new TreeMap<>();
    for (Sample sample : samples) {
      sample.failure().ifPresent(it -> failures.merge(it, 1, Integer::sum));
      sample
          .stages()
          .forEach(
              (stage, took) -> stages.computeIfAbsent(stage, _ -> new ArrayList<>()).add(took));
    }
    List<Duration> canaries = samples.stream().flatMap(it -> it.canary().stream()).toList();
    List<Sample> told = samples.stream().filter(Sample::told).toList();
    List<Sample> priced = samples.stream().filter(Sample::priced).toList();
    return new Bin(
        samples.getFirst().generation(),
        samples.getLast().generation(),
        samples.getFirst().created(),
        samples.getLast().created(),
        samples.size(),
        rate(samples),
        specs(samples),
        Map.copyOf(failures),
        told.size(),
        told.stream().mapToLong(it -> it.taken().live().total()).average().orElse(0),
        told.stream().mapToLong(it -> it.taken().recorded().total()).average().orElse(0),
        told.stream().mapToLong(it -> it.taken().reported().total()).average().orElse(0),
        priced.size(),
        priced.stream().mapToLong(it -> it.taken().microUsd()).average().orElse(0),
        stages.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, it -> Spread.of(it.getValue()))),
        canaries.isEmpty() ? Optional.empty() : Optional.of(Spread.of(canaries)));
  }
}

package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How the offspring of one spec behave: for people, and to find specs that differ; nothing is
 * selected by it.
 *
 * @param node of the campaign
 * @param viability of its trials
 * @param tokens of a trial on average; empty without trials or where a provider did not tell them
 * @param timeToViability what its trials took together for each viable offspring: how long one has
 *     to wait for one; empty where none lived
 * @param trend the share that lived of the latter half of its trials minus that of the former, in
 *     the order in which they ended; empty with fewer than {@value #LEAST_FOR_TREND}
 * @param failures how many trials failed at which stage, or without a verdict by what
 */
public record Behaviour(
    int node,
    BetaPosterior viability,
    OptionalLong tokens,
    Optional<Duration> timeToViability,
    OptionalDouble trend,
    SortedMap<String, Integer> failures) {
  private static final int LEAST_FOR_TREND = 4;

  /** Expected rates that are nearer to each other are alike. */
  private static final double NEAR = 0.1;

  public Behaviour {
    failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
  }

  /** Of every node, in their order. */
  public static List<Behaviour> all(Campaign campaign) {
    List<List<CampaignEvent.TrialScored>> scored = new ArrayList<>();
    campaign.nodes().forEach(_ -> scored.add(new ArrayList<>()));
    campaign.trials().stream()
        .filter(Predicate.not(Trial::open))
        .sorted(Comparator.comparingLong(Trial::endedVersion))
        .forEach(it -> it.scored().ifPresent(scored.get(it.started().node())::add));
    List<Behaviour> all = new ArrayList<>();
    for (int node = 0; node < scored.size(); node++) {
      all.add(of(node, scored.get(node)));
    }
    return all;
  }

  private static Behaviour of(int node, List<CampaignEvent.TrialScored> trials) {
    int viable = 0;
    long tokens = 0;
    boolean known = !trials.isEmpty();
    Duration elapsed = Duration.ZERO;
    SortedMap<String, Integer> failures = new TreeMap<>();
    for (CampaignEvent.TrialScored trial : trials) {
      viable += trial.viable() ? 1 : 0;
      tokens += trial.usage().total();
      known &= trial.usageKnown();
      elapsed = elapsed.plus(trial.elapsed());
      failure(trial).ifPresent(it -> failures.merge(it, 1, Integer::sum));
    }
    return new Behaviour(
        node,
        new BetaPosterior(viable, trials.size()),
        known ? OptionalLong.of(Math.round((double) tokens / trials.size())) : OptionalLong.empty(),
        viable == 0 ? Optional.empty() : Optional.of(elapsed.dividedBy(viable)),
        trend(trials),
        failures);
  }

  /** The stage at which a trial failed, or what it failed by without a verdict. */
  static Optional<String> failure(CampaignEvent.TrialScored trial) {
    return trial.failure().map(it -> it.id()).or(() -> trial.failureStage().map(Stage::id));
  }

  private static OptionalDouble trend(List<CampaignEvent.TrialScored> trials) {
    if (trials.size() < LEAST_FOR_TREND) {
      return OptionalDouble.empty();
    }
    int half = trials.size() / 2;
    return OptionalDouble.of(
        share(trials.subList(half, trials.size())) - share(trials.subList(0, half)));
  }

  private static double share(List<CampaignEvent.TrialScored> trials) {
    return trials.stream().mapToInt(it -> it.viable() ? 1 : 0).average().orElse(0);
  }

  /** Whether both fail at the same and live about as often. */
  boolean alike(Behaviour other) {
    return failures.keySet().equals(other.failures.keySet())
        && Math.abs(viability.mean() - other.viability.mean()) < NEAR;
  }
}

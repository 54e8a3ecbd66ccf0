package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.mutation.FailedCheck;
import dev.cambrian.core.mutation.FailureTraces;
import dev.cambrian.core.mutation.SectionChoice;
import dev.cambrian.core.mutation.SectionDiff;
import dev.cambrian.core.mutation.Sections;
import dev.cambrian.core.spec.Spec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Works the attribution of one campaign out. A check belongs to the section of the base whose words
 * it shares most, as {@link SectionChoice} finds it by what the check said when it failed first;
 * one that shares none belongs to nobody. Remembers what it has read of trials and specs.
 */
final class Attributions {
  private record Check(FailedCheck.Kind kind, String name) {}

  /**
   * A trial that counts.
   *
   * @param owners sections to which the checks belong that it failed
   */
  private record Seen(boolean viable, Set<String> owners) {
    boolean failsBeside(String section) {
      return owners.stream().anyMatch(it -> !it.equals(section));
    }
  }

  private record Child(int node, int parent) {}

  private final Campaign campaign;
  private final Offspring offspring;
  private final IntFunction<Spec> specs;
  private final Estimator differences;
  private final Map<Integer, Seen> trials = new HashMap<>();
  private final Map<Check, Optional<String>> owners = new HashMap<>();
  private final Map<Integer, Set<String>> touched = new HashMap<>();

  /** How differences are told. */
  interface Estimator {
    /** Empty where no stratum has trials of both kinds. */
    Optional<Difference> of(List<Difference.Stratum> strata);
  }

  Attributions(
      Campaign campaign, Offspring offspring, IntFunction<Spec> specs, Estimator differences) {
    this.campaign = campaign;
    this.offspring = offspring;
    this.specs = specs;
    this.differences = differences;
  }

  /**
   * @param before the version of the campaign's stream before which the trials ended: what is told
   *     of them is the same at any later time
   */
  Attribution of(long before) {
    Map<Integer, List<Seen>> seen = seen(before);
    Map<String, List<Child>> touches = new TreeMap<>();
    for (Proposal proposal : campaign.proposals()) {
      proposal
          .accepted()
          .map(it -> new Child(it.node(), proposal.asked().parent()))
          .ifPresent(
              child ->
                  touched(child)
                      .forEach(
                          it -> touches.computeIfAbsent(it, _ -> new ArrayList<>()).add(child)));
    }
    List<Attribution.Effect> effects = new ArrayList<>();
    touches.forEach((section, children) -> effects.add(effect(section, children, seen)));
    return new Attribution(effects);
  }

  private Map<Integer, List<Seen>> seen(long before) {
    Map<Integer, List<Seen>> seen = new HashMap<>();
    campaign.trials().stream()
        .filter(Predicate.not(Trial::open))
        .filter(it -> it.endedVersion() < before && it.scored().isPresent())
        .sorted(Comparator.comparingLong(Trial::endedVersion))
        .forEach(
            it ->
                seen.computeIfAbsent(it.started().node(), _ -> new ArrayList<>())
                    .add(seen(it.scored().orElseThrow())));
    return seen;
  }

  private Seen seen(CampaignEvent.TrialScored trial) {
    Seen known = trials.get(trial.trial());
    if (known == null) {
      Set<String> failed = new HashSet<>();
      for (FailedCheck check : offspring.failed(trial)) {
        owners
            .computeIfAbsent(new Check(check.kind(), check.name()), _ -> owner(check))
            .ifPresent(failed::add);
      }
      known = new Seen(trial.viable(), Set.copyOf(failed));
      trials.put(trial.trial(), known);
    }
    return known;
  }

  private Optional<String> owner(FailedCheck check) {
    return SectionChoice.ranked(specs.apply(0), new FailureTraces(1, 0, List.of(check)), Map.of())
        .stream()
        .findFirst()
        .filter(it -> it.score() > 0)
        .map(it -> it.section().id());
  }

  private Set<String> touched(Child child) {
    Set<String> known = touched.get(child.node());
    if (known == null) {
      Set<String> changed = new HashSet<>();
      if (!campaign.specHash(child.node()).equals(campaign.specHash(child.parent()))) {
        SectionDiff.of(
                Sections.of(specs.apply(child.parent())), Sections.of(specs.apply(child.node())))
            .changes()
            .stream()
            .filter(it -> it.status() != SectionDiff.Status.UNCHANGED)
            .forEach(it -> changed.add(it.section().id()));
      }
      known = Set.copyOf(changed);
      touched.put(child.node(), known);
    }
    return known;
  }

  /** A stratum is a parent with its children in which the section is another. */
  private Attribution.Effect effect(
      String section, List<Child> children, Map<Integer, List<Seen>> seen) {
    Map<Integer, List<Seen>> byParent = new TreeMap<>();
    int tried = 0;
    for (Child child : children) {
      List<Seen> own = seen.getOrDefault(child.node(), List.of());
      if (!own.isEmpty() && seen.containsKey(child.parent())) {
        tried++;
        byParent.computeIfAbsent(child.parent(), _ -> new ArrayList<>()).addAll(own);
      }
    }
    List<Difference.Stratum> lived = new ArrayList<>();
    List<Difference.Stratum> beside = new ArrayList<>();
    byParent.forEach(
        (parent, own) -> {
          List<Seen> before = seen.getOrDefault(parent, List.of());
          lived.add(new Difference.Stratum(count(own, Seen::viable), count(before, Seen::viable)));
          beside.add(
              new Difference.Stratum(
                  count(own, it -> it.failsBeside(section)),
                  count(before, it -> it.failsBeside(section))));
        });
    return new Attribution.Effect(
        section,
        children.size(),
        tried,
        sum(lived.stream().map(Difference.Stratum::with).toList()),
        sum(lived.stream().map(Difference.Stratum::without).toList()),
        differences.of(lived),
        differences.of(beside));
  }

  private static BetaPosterior count(List<Seen> trials, Predicate<Seen> which) {
    return new BetaPosterior((int) trials.stream().filter(which).count(), trials.size());
  }

  private static BetaPosterior sum(List<BetaPosterior> parts) {
    return new BetaPosterior(
        parts.stream().mapToInt(BetaPosterior::successes).sum(),
        parts.stream().mapToInt(BetaPosterior::trials).sum());
  }
}

package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.Node;
import dev.cambrian.core.mutation.FailedCheck;
import dev.cambrian.core.mutation.Section;
import dev.cambrian.core.mutation.SectionDiff;
import dev.cambrian.core.mutation.Sections;
import dev.cambrian.core.spec.Spec;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** Finds specs of a campaign from which another could take a section over. */
final class Donors {
  /** So many trials tell how a spec behaves. */
  private static final int LEAST_TRIALS = 3;

  private final Campaign campaign;
  private final Offspring offspring;
  private final IntFunction<Spec> specs;

  Donors(Campaign campaign, Offspring offspring, IntFunction<Spec> specs) {
    this.campaign = campaign;
    this.offspring = offspring;
    this.specs = specs;
  }

  /** A spec, and a section in it that is another than the parent's. */
  record Donor(int node, String section) {}

  /**
   * The spec that fails the fewest checks which the parent fails, where it fails some of them less
   * and has a section that is another; of equal ones rather one that behaves differently. Empty
   * where there is none.
   */
  Optional<Donor> of(int parent, long before) {
    Set<String> failing = failing(parent, before);
    List<Behaviour> behaviours = Behaviour.all(campaign);
    Behaviour own = behaviours.get(parent);
    return campaign.nodes().stream()
        .filter(it -> it.index() != parent && it.posterior().trials() >= LEAST_TRIALS)
        .filter(it -> common(it, failing, before) < failing.size())
        .sorted(
            Comparator.comparingInt((Node it) -> common(it, failing, before))
                .thenComparing(it -> own.alike(behaviours.get(it.index())))
                .thenComparingDouble(it -> -it.posterior().mean())
                .thenComparingInt(Node::index))
        .flatMap(it -> section(parent, it.index()).stream())
        .findFirst();
  }

  private Set<String> failing(int node, long before) {
    Set<String> names = new HashSet<>();
    for (FailedCheck check : offspring.traces(node, before).checks()) {
      names.add(check.kind() + " " + check.name());
    }
    return names;
  }

  private int common(Node node, Set<String> failing, long before) {
    Set<String> names = failing(node.index(), before);
    names.retainAll(failing);
    return names.size();
  }

  private Optional<Donor> section(int parent, int donor) {
    Sections ours = Sections.of(specs.apply(parent));
    Sections theirs = Sections.of(specs.apply(donor));
    List<SectionDiff.Change> changes = SectionDiff.of(ours, theirs).changes();
    return changes.stream()
        .filter(it -> it.status() == SectionDiff.Status.CHANGED)
        .map(SectionDiff.Change::section)
        .filter(it -> it.kind() == Section.Kind.PROSE)
        .map(Section::id)
        .filter(id -> ours.find(id).filter(Section::evolvable).isPresent())
        .filter(id -> theirs.find(id).filter(it -> it.kind() == Section.Kind.PROSE).isPresent())
        .findFirst()
        .map(id -> new Donor(donor, id));
  }
}

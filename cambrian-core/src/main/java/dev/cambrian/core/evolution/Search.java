package dev.cambrian.core.evolution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of a campaign and the rule by which it goes on. It is told what was begun and what came
 * of it, and says what to do next; whoever tells it the same hears the same, whether the trials are
 * real or simulated. Not safe for use by several threads.
 */
public final class Search {
  /** The last one whose conclusions round a probability to certainty. */
  private static final int ROUNDING_ENGINE = 1;

  private final Rules rules;
  private final int trials;
  private final long seed;
  private final int engine;
  private final Strategy strategy;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Phase, Counts> phases = new EnumMap<>(Phase.class);
  private long decisions;
  private int proposals;
  private int rejectedInARow;

  /** Trials of one phase, whatever their spec; asked before every decision. */
  private static final class Counts {
    private int scored;
    private int pending;
  }

  /**
   * By the rules of this engine.
   *
   * @param arm how trials are dealt out
   * @param trials with a verdict that may be spent
   * @param seed of the random choices
   * @param baseLength of the base, in bytes
   */
  public Search(Arm arm, Rules rules, int trials, long seed, int baseLength) {
    this(arm, rules, trials, seed, baseLength, CampaignSettings.ENGINE);
  }

  /**
   * @param engine as {@link CampaignSettings#ENGINE}, by which the campaign was begun
   */
  public Search(Arm arm, Rules rules, int trials, long seed, int baseLength, int engine) {
    this.rules = rules;
    this.trials = trials;
    this.seed = seed;
    this.engine = engine;
    this.strategy = Strategy.of(arm);
    for (Phase phase : Phase.values()) {
      phases.put(phase, new Counts());
    }
    nodes.add(new Node(0, Optional.empty(), baseLength));
  }

  /** What to do next, whatever else is still under way. The same until something is told. */
  public Decision next() {
    return strategy.next(this, new Draws(seed, decisions));
  }

  /** A trial of a spec begins. */
  public void started(int node, Phase phase) {
    decisions++;
    node(node).started(phase);
    counts(phase).pending++;
  }

  /** A trial has its verdict. */
  public void scored(int node, Phase phase, boolean success) {
    node(node).scored(phase, success);
    counts(phase).pending--;
    counts(phase).scored++;
  }

  /** A trial ended without a verdict, for no fault of its spec. */
  public void voided(int node, Phase phase) {
    node(node).ended(phase);
    counts(phase).pending--;
  }

  /** A mutant of a spec is being proposed. */
  public void asked(int parent) {
    decisions++;
    proposals++;
    node(parent);
  }

  /**
   * A proposal is a new spec.
   *
   * @param length of the spec, in bytes
   * @return its index
   */
  public int accepted(int parent, int length) {
    proposals--;
    rejectedInARow = 0;
    Node node = new Node(nodes.size(), Optional.of(node(parent)), length);
    nodes.add(node);
    return node.index();
  }

  /** A proposal broke a rule. */
  public void rejected() {
    proposals--;
    rejectedInARow++;
  }

  /** A proposal got no answer, for nobody's fault. */
  public void abandoned() {
    proposals--;
  }

  /** All specs; the first is the base. */
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /**
   * @throws IllegalArgumentException if there is none
   */
  public Node node(int index) {
    if (index < 0 || index >= nodes.size()) {
      throw new IllegalArgumentException("there is no spec " + index);
    }
    return nodes.get(index);
  }

  Node base() {
    return nodes.getFirst();
  }

  public Rules rules() {
    return rules;
  }

  /** How a conclusion of this campaign writes a probability. */
  String probability(double value) {
    return engine <= ROUNDING_ENGINE ? Probability.rounded(value) : Probability.text(value);
  }

  /** Trials that may be spent. */
  public int trials() {
    return trials;
  }

  /** Trials with a verdict. */
  public int scored() {
    return counts(Phase.SEARCH).scored + counts(Phase.CONFIRM).scored;
  }

  /** Trials under way. */
  public int pending() {
    return pending(Phase.SEARCH) + pending(Phase.CONFIRM);
  }

  /** Proposals under way. */
  public int proposals() {
    return proposals;
  }

  /** Whether proposals were refused so often that no more are made. */
  public boolean proposesNoMore() {
    return rejectedInARow >= rules.rejections();
  }

  /** Trials of the phase under way. */
  int pending(Phase phase) {
    return counts(phase).pending;
  }

  /** Trials of the phase with or still without a verdict. */
  int pulls(Phase phase) {
    Counts counts = counts(phase);
    return counts.scored + counts.pending;
  }

  private Counts counts(Phase phase) {
    return Objects.requireNonNull(phases.get(phase));
  }
}

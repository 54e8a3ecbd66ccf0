package dev.cambrian.server.simulate;

import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.evolution.Simulation;
import dev.cambrian.core.evolution.Simulations;
import dev.cambrian.core.evolution.World;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Simulated campaigns of several budgets and arms, as people and programs read them.
 *
 * @param rows budget by budget
 */
public record SimulationReport(Asked asked, List<Row> rows) {
  public SimulationReport {
    rows = List.copyOf(rows);
  }

  /**
   * What is simulated.
   *
   * @param budgets trials of a campaign
   * @param parallel trials at once
   * @param campaigns of each budget and arm, and as many in the world of equal specs
   */
  public record Asked(
      World world,
      Rules rules,
      List<Arm> arms,
      List<Integer> budgets,
      int parallel,
      int campaigns,
      long seed) {
    public Asked {
      arms = List.copyOf(arms);
      budgets = List.copyOf(budgets);
    }

    /** All campaigns together. */
    public long total() {
      return 2L * campaigns * arms.size() * budgets.size();
    }

    /**
     * Runs them on all processors.
     *
     * @param ended called after each campaign, by several threads
     */
    public SimulationReport run(Runnable ended) {
      List<Row> rows = new ArrayList<>();
      for (int trials : budgets) {
        for (Arm arm : arms) {
          rows.add(
              new Row(
                  trials,
                  arm,
                  run(world, arm, trials, ended),
                  run(world.withoutEffects(), arm, trials, ended).falselyPromoted()));
        }
      }
      return new SimulationReport(this, rows);
    }

    private Simulations run(World in, Arm arm, int trials, Runnable ended) {
      return Simulations.run(
          new Simulation(in, arm, rules, trials, parallel), rules.gate(), campaigns, seed, ended);
    }
  }

  /**
   * One budget of one arm.
   *
   * @param equalPromoted the share of campaigns that promote a mutant where no edit changes
   *     anything
   */
  public record Row(int trials, Arm arm, Simulations campaigns, double equalPromoted) {}

  /** The table and below it what was simulated. */
  public List<String> lines(int width) {
    Table table =
        new Table(
            List.of(
                Column.right("trials"),
                Column.left("arm"),
                Column.right("true gain"),
                Column.right("s.e."),
                Column.right("promoted"),
                Column.right("falsely"),
                Column.right("equal spec"),
                Column.right("gain at the gate"),
                Column.right("s.e.")));
    rows.forEach(row -> table.add(cells(row)));
    List<String> lines = new ArrayList<>(table.lines(width));
    World world = asked.world();
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d campaigns each, %d trials at once, base %s, gate %.2f, seed %d",
            asked.campaigns(),
            asked.parallel(),
            base(world),
            asked.rules().gate(),
            asked.seed()));
    lines.add(
        String.format(
            Locale.ROOT,
            "edits: %.0f %% help by %.2f log odds in the mean, %.0f %% harm by %.2f, %.0f %% are refused; drift %.2f",
            100 * world.helpful(),
            world.effect(),
            100 * world.harmful(),
            world.harm(),
            100 * world.rejected(),
            world.drift()));
    return lines;
  }

  private static List<String> cells(Row row) {
    Simulations all = row.campaigns();
    return List.of(
        Integer.toString(row.trials()),
        row.arm().id(),
        String.format(Locale.ROOT, "%.4f", all.gain().value()),
        String.format(Locale.ROOT, "%.4f", all.gain().error()),
        String.format(Locale.ROOT, "%.1f %%", 100 * all.promoted()),
        String.format(Locale.ROOT, "%.1f %%", 100 * all.falselyPromoted()),
        String.format(Locale.ROOT, "%.1f %%", 100 * row.equalPromoted()),
        String.format(Locale.ROOT, "%.4f", all.gainAtGate().value()),
        String.format(Locale.ROOT, "%.4f", all.gainAtGate().error()));
  }

  private static String base(World world) {
    return world.leastBase() == world.mostBase()
        ? String.format(Locale.ROOT, "%.2f", world.leastBase())
        : String.format(Locale.ROOT, "%.2f to %.2f", world.leastBase(), world.mostBase());
  }

  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    World world = asked.world();
    node.put("campaigns", asked.campaigns())
        .put("parallel", asked.parallel())
        .put("gate", asked.rules().gate())
        .put("seed", asked.seed());
    node.putObject("world")
        .put("least-base", world.leastBase())
        .put("most-base", world.mostBase())
        .put("helpful", world.helpful())
        .put("harmful", world.harmful())
        .put("effect", world.effect())
        .put("harm", world.harm())
        .put("rejected", world.rejected())
        .put("drift", world.drift());
    rows.forEach(row -> node.withArray("arms").add(json(row)));
    return node;
  }

  private static ObjectNode json(Row row) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("trials", row.trials())
            .put("arm", row.arm().id());
    mean(node.putObject("true-gain"), row.campaigns().gain());
    node.put("promoted", row.campaigns().promoted())
        .put("falsely-promoted", row.campaigns().falselyPromoted())
        .put("equal-spec-promoted", row.equalPromoted());
    mean(node.putObject("gain-at-gate"), row.campaigns().gainAtGate());
    return node.put("proposals", row.campaigns().proposals());
  }

  private static void mean(ObjectNode node, Simulations.Mean mean) {
    node.put("mean", mean.value()).put("standard-error", mean.error());
  }
}

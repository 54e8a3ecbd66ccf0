package dev.cambrian.server.bench;

import dev.cambrian.server.cli.ExitStatus;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that was measured in one run.
 *
 * @param quick on so little that the values say no more than that the bench works
 */
record BenchReport(Machine machine, boolean quick, List<Reading> readings) {
  BenchReport {
    readings = List.copyOf(readings);
  }

  /** A miss goes before what could not be measured. */
  ExitStatus status() {
    if (has(Reading.Standing.MISS)) {
      return ExitStatus.NEGATIVE;
    }
    return has(Reading.Standing.UNMEASURED) ? ExitStatus.INFRASTRUCTURE : ExitStatus.OK;
  }

  String text() {
    Table table =
        new Table(
            List.of(
                Column.left("WHAT"),
                Column.right("MEASURED"),
                Column.left("REACH"),
                Column.left(""),
                Column.left("FROM")));
    for (Reading reading : readings) {
      table.add(
          List.of(
              reading.what(),
              reading.measured(),
              reading.reach(),
              reading.standing().label(),
              reading.detail()));
    }
    String first = machine.line() + (quick ? "; quick: too little to go by" : "");
    return first + "\n\n" + String.join("\n", table.lines(Integer.MAX_VALUE)) + "\n";
  }

  String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putObject("machine")
        .put("cores", machine.cores())
        .put("load", machine.load())
        .put("system", machine.system())
        .put("java", machine.java())
        .put("file-system", machine.fileSystem());
    root.put("quick", quick).put("reached", status() == ExitStatus.OK);
    var array = root.putArray("readings");
    for (Reading reading : readings) {
      ObjectNode node =
          array.addObject().put("part", reading.part().id()).put("what", reading.what());
      if (reading.value().isPresent()) {
        node.put("value", reading.value().getAsDouble()).put("unit", reading.unit().id());
      }
      if (!reading.reach().isEmpty()) {
        node.put("reach", reading.reach());
      }
      node.put("standing", reading.standing().label().toLowerCase(Locale.ROOT))
          .put("detail", reading.detail());
    }
    return JsonText.pretty(root) + "\n";
  }

  private boolean has(Reading.Standing standing) {
    return readings.stream().anyMatch(reading -> reading.standing() == standing);
  }
}

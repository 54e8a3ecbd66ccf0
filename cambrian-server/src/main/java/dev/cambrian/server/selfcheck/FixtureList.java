package dev.cambrian.server.selfcheck;

import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;

/** Fixtures that are not run, for people and programs. */
final class FixtureList {
  private FixtureList() {}

  static String text(List<Fixture> fixtures) {
    Table table =
        new Table(List.of(Column.left("FIXTURE"), Column.left("ATTEMPTS"), Column.left("MUST BE")));
    for (Fixture fixture : fixtures) {
      table.add(List.of(fixture.id(), fixture.attempts(), fixture.expectation().words()));
    }
    return String.join("\n", table.lines(Integer.MAX_VALUE))
        + "\n\n%d fixtures\n".formatted(fixtures.size());
  }

  static String json(List<Fixture> fixtures) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (Fixture fixture : fixtures) {
      var node = array.addObject();
      node.put("class", fixture.group().id()).put("name", fixture.name());
      node.put("attempts", fixture.attempts()).put("expected", fixture.expectation().words());
      fixture.twin().ifPresent(it -> node.put("twin", it));
      var needs = node.putArray("needs");
      fixture.needs().stream()
          .sorted()
          .forEach(need -> needs.add(need.name().toLowerCase(Locale.ROOT)));
    }
    return JsonText.pretty(array) + "\n";
  }
}

package dev.cambrian.server.selfcheck;

import dev.cambrian.core.verdict.Stage;
import java.util.List;

/** What must come of a fixture. */
sealed interface Expectation {
  /** The verdict is viable. */
  record Viable() implements Expectation {}

  /**
   * The verdict is non-viable, first at that stage.
   *
   * @param says of each of these lists the summary contains at least one
   */
  record NonViable(Stage stage, List<List<String>> says) implements Expectation {
    public NonViable {
      says = says.stream().map(List::copyOf).toList();
    }
  }

  /** Refused by the rule of that name, before anything is written. */
  record Refused(String rule) implements Expectation {}

  /** Read without complaint. */
  record Accepted() implements Expectation {}

  /** Whether a fixture that must come out like this can be the honest twin of another. */
  default boolean honest() {
    return switch (this) {
      case Viable _, Accepted _ -> true;
      case NonViable _, Refused _ -> false;
    };
  }

  /** In a few words. */
  default String words() {
    return switch (this) {
      case Viable _ -> "viable";
      case NonViable(var stage, var says) ->
          "non-viable at "
              + stage.id()
              + (says.isEmpty()
                  ? ""
                  : " (" + String.join(", ", says.stream().map(List::getFirst).toList()) + ")");
      case Refused(var rule) -> "refused: " + rule;
      case Accepted _ -> "accepted";
    };
  }
}

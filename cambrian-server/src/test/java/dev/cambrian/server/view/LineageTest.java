package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntUnaryOperator;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class LineageTest {

  private static final String HASH = "sha256:" + "a".repeat(64);

  /**
   * @param parents of the generations from 1 on
   */
  private static Lineage of(int... parents) {
    return of(parents.length, generation -> parents[generation - 1]);
  }

  private static Lineage of(int generations, IntUnaryOperator parents) {
    try (History history = History.inMemory()) {
      for (int generation = 1; generation <= generations; generation++) {
        history.append(
            StreamId.generation(generation),
            WriteCondition.noStream(),
            Causation.of(new UUID(1, 1)),
            List.of(
                new Event.GenerationStarted(
                    generation,
                    parents.applyAsInt(generation),
                    HASH,
                    1,
                    Optional.empty(),
                    1,
                    "m",
                    Optional.empty())));
      }
      return Lineage.of(history);
    }
  }

  private static List<Tuple> drawn(Lineage lineage) {
    return lineage.lines().stream()
        .map(line -> Tuple.tuple(line.record().generation(), line.branches(), line.branchesOff()))
        .toList();
  }

  @Test
  void the_offspring_with_most_descendants_continues_the_line() {
    // 1 -> 2, 3, 4; 3 -> 5, 6
    assertThat(drawn(of(0, 1, 1, 1, 3, 3)))
        .containsExactly(
            Tuple.tuple(1, 0, false),
            Tuple.tuple(2, 1, true),
            Tuple.tuple(4, 1, true),
            Tuple.tuple(3, 0, false),
            Tuple.tuple(5, 1, true),
            Tuple.tuple(6, 0, false));
  }

  @Test
  void every_generation_without_a_parent_begins_a_line() {
    assertThat(drawn(of(0, 0, 1)))
        .containsExactly(
            Tuple.tuple(1, 0, false), Tuple.tuple(3, 0, false), Tuple.tuple(2, 0, false));
  }

  @Test
  void around_one_are_its_ancestors_and_descendants_alone() {
    // 1 -> 2 -> 4 -> 6; 2 -> 5; 1 -> 3
    Lineage lineage = of(0, 1, 1, 2, 2, 4);

    assertThat(lineage.relations(4))
        .isEqualTo(
            Map.of(
                1, Lineage.Relation.ANCESTOR,
                2, Lineage.Relation.ANCESTOR,
                4, Lineage.Relation.SELF,
                6, Lineage.Relation.DESCENDANT));
    assertThat(lineage.around(4).records())
        .extracting(GenerationRecord::generation)
        .containsExactly(1, 2, 4, 6);
    assertThat(lineage.around(7).records()).isEmpty();
  }

  @Test
  void a_line_of_ten_thousand_stays_at_the_left() {
    assertThat(of(10_000, generation -> generation - 1).lines())
        .hasSize(10_000)
        .allMatch(line -> line.branches() == 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void each_is_drawn_once_after_its_parent_and_no_deeper_than_the_logarithm(long seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(2_000);

    Lineage lineage = of(size, generation -> random.nextInt(generation));

    List<Integer> order = lineage.lines().stream().map(line -> line.record().generation()).toList();
    assertThat(order).hasSize(size).doesNotHaveDuplicates();
    int[] place = new int[size + 1];
    for (int i = 0; i < size; i++) {
      place[order.get(i)] = i;
    }
    for (Lineage.Line line : lineage.lines()) {
      int parent = line.record().parent();
      assertThat(parent == 0 || place[parent] < place[line.record().generation()]).isTrue();
      assertThat(1L << line.branches()).isLessThanOrEqualTo(size);
    }
  }
}

package dev.cambrian.server.view;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * How one line of a drawn {@link Lineage} hangs together with the lines above and below it. Columns
 * are counted from 0, the first line's.
 *
 * @param line that it belongs to, which stands in the column {@code line.branches()}
 * @param through the columns to the left that lines further above and below share, ascending
 * @param above whether it continues the line above in its column
 * @param below whether something below continues it or branches off it
 */
public record Rails(Lineage.Line line, List<Integer> through, boolean above, boolean below) {

  public Rails {
    through = List.copyOf(through);
  }

  /** Of a whole drawing, in the same order. */
  static List<Rails> of(Lineage lineage) {
    List<Lineage.Line> lines = lineage.lines();
    List<Rails> rails = new ArrayList<>(lines.size());
    BitSet wanted = new BitSet();
    for (Lineage.Line line : lines.reversed()) {
      int column = line.branches();
      boolean root = lineage.record(line.record().parent()).isEmpty();
      boolean below = wanted.get(column);
      List<Integer> through = new ArrayList<>();
      for (int at = wanted.nextSetBit(0); at >= 0 && at < column; at = wanted.nextSetBit(at + 1)) {
        through.add(at);
      }
      boolean above = !root && !line.branchesOff();
      rails.add(new Rails(line, through, above, below));
      wanted.clear(column, Math.max(wanted.length(), column + 1));
      if (above) {
        wanted.set(column);
      } else if (line.branchesOff()) {
        wanted.set(column - 1);
      }
    }
    Collections.reverse(rails);
    return List.copyOf(rails);
  }
}

package dev.cambrian.server.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that was meant by one that is nearly written so. */
final class Similar {
  /** A typing mistake for so many characters. */
  private static final int CHARACTERS = 3;

  private Similar() {}

  /** The nearest one; empty where none is near, the first where several are as near. */
  static Optional<String> nearest(String typed, Collection<String> names) {
    int reach = Math.max(1, typed.length() / CHARACTERS);
    return names.stream()
        .filter(name -> mistakes(typed, name) <= reach)
        .min(Comparator.comparingInt(name -> mistakes(typed, name)));
  }

  /** Characters that are wrong, missing, too many, or in the place of their neighbour. */
  static int mistakes(String typed, String meant) {
    int[][] least = new int[typed.length() + 1][meant.length() + 1];
    for (int i = 0; i <= typed.length(); i++) {
      for (int j = 0; j <= meant.length(); j++) {
        if (i == 0 || j == 0) {
          least[i][j] = i + j;
          continue;
        }
        boolean same = typed.charAt(i - 1) == meant.charAt(j - 1);
        least[i][j] =
            Math.min(
                least[i - 1][j - 1] + (same ? 0 : 1),
                1 + Math.min(least[i - 1][j], least[i][j - 1]));
        if (i > 1
            && j > 1
            && typed.charAt(i - 1) == meant.charAt(j - 2)
            && typed.charAt(i - 2) == meant.charAt(j - 1)) {
          least[i][j] = Math.min(least[i][j], least[i - 2][j - 2] + 1);
        }
      }
    }
    return least[typed.length()][meant.length()];
  }
}

package dev.cambrian.core.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The cells of a projected row, one after the other. The driver looks a column's name up anew in
 * each row, which would cost as much as half an append's statements.
 */
final class Cells {
  private final ResultSet row;
  private int column;

  Cells(ResultSet row) {
    this.row = row;
  }

  int integer() throws SQLException {
    return row.getInt(++column);
  }

  long number() throws SQLException {
    return row.getLong(++column);
  }

  String text() throws SQLException {
    return row.getString(++column);
  }

  Optional<Long> optionalNumber() throws SQLException {
    long value = number();
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  OptionalDouble optionalFraction() throws SQLException {
    double value = row.getDouble(++column);
    return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  Optional<String> optionalText() throws SQLException {
    return Optional.ofNullable(row.getString(++column));
  }

  <T> Optional<T> known(String what, Function<String, Optional<T>> known) throws SQLException {
    return optionalText()
        .map(
            value ->
                known
                    .apply(value)
                    .orElseThrow(
                        () ->
                            new HistoryException.Corrupt(
                                "the projection has the unknown %s %s: rebuild the projections"
                                    .formatted(what, value))));
  }
}

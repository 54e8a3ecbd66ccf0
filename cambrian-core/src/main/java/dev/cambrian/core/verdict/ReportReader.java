package dev.cambrian.core.verdict;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** One object of a report, read member by member with strict types. */
final class ReportReader {
  static final Pattern ANY = Pattern.compile("(?s).*");
  static final Pattern NOT_EMPTY = Pattern.compile("(?s).+");
  static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern UTC =
      Pattern.compile(
          "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])"
              + "T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?Z");

  private final JsonNode json;
  private final String where;

  private ReportReader(JsonNode json, String where) {
    this.json = json;
    this.where = where;
  }

  static ReportReader of(JsonNode json, String where) {
    if (!json.isObject()) {
      throw new ReportException(where, "must be an object");
    }
    return new ReportReader(json, where);
  }

  Iterable<String> names() {
    return json.propertyNames();
  }

  ReportReader object(String member) {
    return of(required(member), path(member));
  }

  Optional<ReportReader> optionalObject(String member) {
    return present(member).map(it -> of(it, path(member)));
  }

  List<ReportReader> objects(String member) {
    JsonNode array = required(member);
    if (!array.isArray()) {
      throw new ReportException(path(member), "must be an array");
    }
    List<ReportReader> objects = new ArrayList<>();
    for (JsonNode element : array) {
      objects.add(of(element, path(member) + "[" + objects.size() + "]"));
    }
    return objects;
  }

  boolean flag(String member) {
    JsonNode value = required(member);
    if (!value.isBoolean()) {
      throw new ReportException(path(member), "must be true or false");
    }
    return value.booleanValue();
  }

  int count(String member) {
    long value = longCount(member);
    if (value > Integer.MAX_VALUE) {
      throw new ReportException(path(member), "is too large");
    }
    return (int) value;
  }

  long longCount(String member) {
    long value = integer(required(member), member);
    if (value < 0) {
      throw new ReportException(path(member), "must not be negative");
    }
    return value;
  }

  /** A count that may be absent or null. */
  Optional<Long> optionalLongCount(String member) {
    return present(member).map(_ -> longCount(member));
  }

  double number(String member) {
    JsonNode value = required(member);
    if (!value.isNumber()) {
      throw new ReportException(path(member), "must be a number");
    }
    return value.asDouble();
  }

  /** An integer that may be absent or null. */
  Optional<Integer> optionalInteger(String member) {
    return present(member)
        .map(
            it -> {
              long value = integer(it, member);
              if (value != (int) value) {
                throw new ReportException(path(member), "is too large");
              }
              return (int) value;
            });
  }

  String text(String member, Pattern pattern) {
    return text(required(member), member, pattern);
  }

  Optional<String> optionalText(String member, Pattern pattern) {
    return present(member).map(it -> text(it, member, pattern));
  }

  Instant instant(String member) {
    try {
      return Instant.parse(text(member, UTC));
    } catch (DateTimeException e) {
      throw new ReportException(path(member) + " is no date", e);
    }
  }

  <T> T choice(String member, Function<String, Optional<T>> known) {
    return choice(text(member, ANY), member, known);
  }

  /** One of the known values that may be absent or null. */
  <T> Optional<T> optionalChoice(String member, Function<String, Optional<T>> known) {
    return optionalText(member, ANY).map(it -> choice(it, member, known));
  }

  Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String name : json.propertyNames()) {
      numbers.put(name, number(name));
    }
    return numbers;
  }

  private <T> T choice(String text, String member, Function<String, Optional<T>> known) {
    return known
        .apply(text)
        .orElseThrow(() -> new ReportException(path(member), "has an unknown value"));
  }

  private String text(JsonNode value, String member, Pattern pattern) {
    if (!value.isString()) {
      throw new ReportException(path(member), "must be text");
    }
    String text = value.stringValue();
    if (!pattern.matcher(text).matches()) {
      throw new ReportException(path(member), "has the wrong form");
    }
    return text;
  }

  private long integer(JsonNode value, String member) {
    if (!value.isNumber() || value.asDouble() != Math.rint(value.asDouble())) {
      throw new ReportException(path(member), "must be an integer");
    }
    if (Math.abs(value.asDouble()) > 1e15) {
      throw new ReportException(path(member), "is too large");
    }
    return (long) value.asDouble();
  }

  private JsonNode required(String member) {
    JsonNode value = json.get(member);
    if (value == null) {
      throw new ReportException(path(member), "is missing");
    }
    return value;
  }

  private Optional<JsonNode> present(String member) {
    return Optional.ofNullable(json.get(member)).filter(value -> !value.isNull());
  }

  private String path(String member) {
    return where.equals("the document") ? member : where + "." + member;
  }
}

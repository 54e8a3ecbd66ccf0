package dev.cambrian.server.verify;

import dev.cambrian.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Holds the report of an export against the one that its history gives. What events tell, such as
 * how many trials lived, must be the same. What is computed from it may be another program
 * version's, and members may have come since: that is noted, and no defect.
 */
final class ReportCheck {
  private static final String FILE = "report.json";

  /** The members that events tell; an index of an array is a star. */
  private static final Pattern TOLD =
      Pattern.compile(
          "/(campaign-id|status|base-hash|note|ending|promoted-node|promoted-hash|probability-better|reason|gate|started|latest)"
              + "|/(settings|trials)(/.*)?"
              + "|/specs(/\\*(/(node|spec-hash|bytes|parent|operator|section|rationale|voided))?)?"
              + "|/specs/\\*/(search|confirm|whole)(/(trials|viable))?");

  private final Verification.Tally tally;
  private final Set<String> lacking = new LinkedHashSet<>();
  private final Set<String> others = new LinkedHashSet<>();

  ReportCheck(Verification.Tally tally) {
    this.tally = tally;
  }

  /**
   * @param written what the export has
   * @param derived what the history gives now
   */
  void run(JsonNode written, JsonNode derived) {
    tally.count("files", 1);
    // Both as they are read, so that numbers are of the same types.
    compare("", "", written, Json.parse(Json.write(derived)));
    note(lacking, FILE + " is of another program version, which did not tell %s");
    note(others, FILE + " has other figures than this version computes from the history: %s");
  }

  private void note(Set<String> members, String line) {
    if (!members.isEmpty()) {
      tally.note(line.formatted(String.join(", ", members)));
    }
  }

  private void compare(String place, String kind, JsonNode written, JsonNode derived) {
    if (written.isObject() && derived.isObject()) {
      Set<String> names = new LinkedHashSet<>(derived.propertyNames());
      names.addAll(written.propertyNames());
      for (String name : names) {
        member(place + "/" + name, kind + "/" + name, written.path(name), derived.path(name));
      }
    } else if (written.isArray() && derived.isArray() && written.size() == derived.size()) {
      List<JsonNode> all = new ArrayList<>(written.values());
      for (int each = 0; each < all.size(); each++) {
        compare(place + "/" + each, kind + "/*", all.get(each), derived.get(each));
      }
    } else if (!same(written, derived)) {
      differs(place, kind);
    }
  }

  /** A number is its value, however it is written: programs that rewrite JSON make 0 of 0.0. */
  private static boolean same(JsonNode written, JsonNode derived) {
    if (!written.isNumber() || !derived.isNumber()) {
      return written.equals(derived);
    }
    boolean whole = written.isIntegralNumber() && derived.isIntegralNumber();
    return whole
        ? written.bigIntegerValue().equals(derived.bigIntegerValue())
        : written.doubleValue() == derived.doubleValue();
  }

  private void member(String place, String kind, JsonNode written, JsonNode derived) {
    if (written.isMissingNode()) {
      lacking.add(kind.substring(1));
    } else {
      compare(place, kind, written, derived);
    }
  }

  private void differs(String place, String kind) {
    if (TOLD.matcher(kind).matches()) {
      tally.defect("%s: %s is not what the history tells".formatted(FILE, place.substring(1)));
    } else {
      others.add(kind.substring(1));
    }
  }
}

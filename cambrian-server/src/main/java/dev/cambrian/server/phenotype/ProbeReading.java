package dev.cambrian.server.phenotype;

import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads out of the rig's error of a {@link ProbePlan} contract what was answered: {@link
 * dev.cambrian.core.spec.ExpectationCheck} names status, content type, {@code Allow} and how the
 * body begins, up to 120 characters of it.
 */
final class ProbeReading {
  private static final Pattern ERROR =
      Pattern.compile(
          "(?:body of more than 256 KiB, cut; )?status: expected %d, got (?<status>[0-9]{3})"
                  .formatted(ProbePlan.NO_STATUS)
              + "(?:; content-type: expected \"%s\", got (?:\"(?<type>.*?)\"|[0-9]+ headers of that name))?"
                  .formatted(Pattern.quote(ProbePlan.NO_TYPE))
              + "(?:; header %s: expected \"%s\", got (?:none|\"(?<allow>.*?)\"))?"
                  .formatted(ProbePlan.ALLOW, Pattern.quote(ProbePlan.NO_METHOD))
              + "(?:; body: expected to contain \"%s\", it begins \"(?<body>.*)\")?"
                  .formatted(Pattern.quote(ProbePlan.NO_TEXT)),
          Pattern.DOTALL);

  /** How the places begin that hold the words of an answer. */
  static final String ANSWER = "answer to ";

  private static final String CUT = "…";

  private ProbeReading() {}

  static void add(String probe, ContractResult result, Traits traits) {
    String error = result.error().orElse("fulfilled, which nothing can");
    Matcher matcher = ERROR.matcher(error);
    if (!matcher.matches()) {
      // How long was waited is no part of it.
      String reason = error.startsWith("no whole answer") ? "none in time" : error;
      traits.add(Kind.BEHAVIOUR, probe, "no answer: " + reason, "", 0, Set.of());
      return;
    }
    String status = matcher.group("status");
    String body = text(matcher, "body");
    String allow = text(matcher, "allow");
    traits.add(
        Kind.BEHAVIOUR,
        probe,
        "%s %s %s%s"
            .formatted(
                status,
                mediaType(text(matcher, "type")),
                shape(body),
                allow.isEmpty() ? "" : ", Allow: " + methods(allow)),
        "",
        0,
        Set.of());
    if (status.charAt(0) >= '4' && !body.isEmpty()) {
      traits.add(Kind.WORDING, ANSWER + probe, body, "", 0, Set.of());
    }
  }

  private static String text(Matcher matcher, String group) {
    String text = matcher.group(group);
    return text == null ? "" : text;
  }

  private static String mediaType(String value) {
    int parameters = value.indexOf(';');
    String type = (parameters < 0 ? value : value.substring(0, parameters)).strip();
    return type.isEmpty() ? "no type" : type.toLowerCase(Locale.ROOT);
  }

  private static String methods(String allow) {
    Set<String> methods = new TreeSet<>();
    for (String method : allow.split(",", 20)) {
      methods.add(method.strip());
    }
    return String.join(", ", methods);
  }

  /** The members of an object with their types; only what kind of thing it is where it was cut. */
  static String shape(String body) {
    String text = body.strip();
    if (text.isEmpty()) {
      return "no body";
    }
    if (text.startsWith("[")) {
      return "an array";
    }
    if (!text.startsWith("{")) {
      return "text";
    }
    return text.endsWith(CUT) ? "an object too long to be seen whole" : members(text);
  }

  private static String members(String text) {
    Set<String> members = new TreeSet<>();
    int depth = 0;
    String key = "";
    boolean value = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        int end = stringEnd(text, i + 1);
        if (depth == 1 && !value) {
          key = text.substring(i + 1, end);
        } else if (depth == 1) {
          members.add(key + ": string");
        }
        i = end;
      } else if (c == '\\') {
        // A line's end, as the rig shows it.
        i++;
      } else if (c == ':' && depth == 1) {
        value = true;
      } else if (c == ',' && depth == 1) {
        value = false;
      } else if (c == '{' || c == '[') {
        if (depth == 1 && value) {
          members.add(key + (c == '{' ? ": object" : ": array"));
        }
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      } else if (depth == 1 && value) {
        scalar(c, key, members);
      }
    }
    return "{" + String.join(", ", members) + "}";
  }

  /** By the one character that only its kind has. */
  private static void scalar(char c, String key, Set<String> members) {
    switch (c) {
      case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> members.add(key + ": number");
      case 't', 'f' -> members.add(key + ": boolean");
      case 'n' -> members.add(key + ": null");
      default -> {}
    }
  }

  private static int stringEnd(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i, text.length());
  }
}

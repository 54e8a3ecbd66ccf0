package dev.cambrian.core.spec;

import dev.cambrian.core.json.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Looks for what a test command must not do: the rig adds tests of its own to see that the runner
 * tells the truth, so that a command that selects tests by name, or ends well whatever fails, would
 * give every artifact the lie.
 */
final class TestCommandCheck {
  private static final Set<String> OPERATORS = Set.of(";", "|", "||", "&&", "&", "(", ")", "\n");
  private static final Pattern RUNNER =
      Pattern.compile("(?:.*/)?(?:mvnw?|pytest|unittest|node|npm|npx|python[\\d.]*|sh|bash|make)");
  private static final Pattern MAVEN_SELECTS =
      Pattern.compile(
          "-D(?:test|groups|excludedGroups|surefire\\.(?:includes|excludes)(?:File)?)=.*"
              + "|-D(?:skipTests|maven\\.test\\.skip(?:\\.exec)?)(?:=true)?");
  private static final Pattern MAVEN_IGNORES =
      Pattern.compile("-D(?:maven\\.test\\.failure\\.ignore|testFailureIgnore)(?:=true)?");
  private static final Pattern NODE_SELECTS =
      Pattern.compile("--test-(?:name-pattern|skip-pattern|only)(?:=.*)?");
  private static final Pattern PYTEST_SELECTS =
      Pattern.compile("-[km].*|--deselect(?:=.*)?|.*\\.py::.*");
  private static final Pattern UNITTEST_SELECTS =
      Pattern.compile("-k.*|(?:\\w+\\.)+[A-Z]\\w*(?:\\.\\w+)?");

  /** Commands that always end well. */
  private static final Set<String> ALWAYS_WELL = Set.of("true", ":", "exit 0");

  private final List<String> words;

  private TestCommandCheck(List<String> words) {
    this.words = words;
  }

  /** A rule that the command breaks, and what is to be done about it. */
  record Problem(String rule, String message) {}

  static Optional<Problem> of(String command) {
    TestCommandCheck check = new TestCommandCheck(words(command));
    return check.selects().or(check::hides);
  }

  private Optional<Problem> selects() {
    return selecting(after("mvn"), MAVEN_SELECTS)
        .or(() -> selecting(after("mvnw"), MAVEN_SELECTS))
        .or(() -> selecting(after("node"), NODE_SELECTS))
        .or(() -> selecting(after("pytest"), PYTEST_SELECTS))
        .or(() -> selecting(after("unittest"), UNITTEST_SELECTS))
        .map(
            it ->
                new Problem(
                    "entry-test-selects",
                    "the test command selects tests by "
                        + it
                        + "; leave it out, since the rig adds tests of its own that must run too"));
  }

  private static Optional<String> selecting(List<String> options, Pattern pattern) {
    return first(options, pattern.asMatchPredicate());
  }

  private static Optional<String> first(List<String> options, Predicate<String> wanted) {
    return options.stream().filter(wanted).findFirst().map(it -> Quote.of(it, 60));
  }

  /** The words after that program up to the end of its command, however often it is called. */
  private List<String> after(String program) {
    List<String> found = new ArrayList<>();
    boolean within = false;
    for (String word : words) {
      if (OPERATORS.contains(word)) {
        within = false;
      } else if (within) {
        found.add(word);
      } else if (word.equals(program) || word.endsWith("/" + program)) {
        within = true;
      }
    }
    return found;
  }

  private Optional<Problem> hides() {
    List<String> maven = new ArrayList<>(after("mvn"));
    maven.addAll(after("mvnw"));
    return first(
            maven,
            it ->
                MAVEN_IGNORES.matcher(it).matches()
                    || it.equals("-fn")
                    || it.equals("--fail-never"))
        .or(this::endsWell)
        .or(this::pipes)
        .map(
            it ->
                new Problem(
                    "entry-test-hides-failures",
                    "the test command hides failures by "
                        + it
                        + "; it must end with another exit code than 0 where a test fails"));
  }

  private record Step(String operator, List<String> words) {
    boolean runsTests() {
      return words.stream().anyMatch(it -> RUNNER.matcher(it).matches());
    }

    boolean alwaysEndsWell() {
      return ALWAYS_WELL.contains(String.join(" ", words));
    }
  }

  /** By a last command that does, or one that stands in for the tests' own end. */
  private Optional<String> endsWell() {
    List<Step> steps = steps();
    for (int i = 1; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean instead =
          step.operator().equals("||")
              && steps.get(i - 1).runsTests()
              && steps.subList(i, steps.size()).stream().noneMatch(Step::runsTests);
      boolean after = i == steps.size() - 1 && ";\n".contains(step.operator());
      if (step.alwaysEndsWell() && (instead || after)) {
        return Optional.of(
            Quote.of((step.operator() + " " + String.join(" ", step.words())).strip(), 60));
      }
    }
    return Optional.empty();
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    List<String> command = new ArrayList<>();
    String operator = ";";
    for (String word : words) {
      if (!OPERATORS.contains(word)) {
        command.add(word);
        continue;
      }
      if (!command.isEmpty()) {
        steps.add(new Step(operator, List.copyOf(command)));
        command.clear();
      }
      operator = word;
    }
    if (!command.isEmpty()) {
      steps.add(new Step(operator, List.copyOf(command)));
    }
    return steps;
  }

  /** Of a pipe, only the last command's end counts. */
  private Optional<String> pipes() {
    if (words.contains("pipefail")) {
      return Optional.empty();
    }
    boolean runs = false;
    boolean piped = false;
    for (String word : words) {
      if (word.equals("|")) {
        piped |= runs;
        runs = false;
      } else if (OPERATORS.contains(word)) {
        if (piped && !runs) {
          break;
        }
        runs = false;
        piped = false;
      } else {
        runs |= RUNNER.matcher(word).matches();
      }
    }
    return piped && !runs ? Optional.of("a pipe") : Optional.empty();
  }

  /** Words and operators as a shell sees them, as far as that takes no running of it. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        open = true;
      } else if (c == '\\' && i + 1 < command.length()) {
        i++;
        word.append(command.charAt(i) == '\n' ? "" : command.charAt(i));
      } else if (" \t\r".indexOf(c) >= 0) {
        end(word, open, words);
        open = false;
      } else if (";|&()\n".indexOf(c) >= 0 && !redirects(command, i)) {
        end(word, open, words);
        open = false;
        boolean twice = i + 1 < command.length() && command.charAt(i + 1) == c;
        boolean paired = twice && (c == '|' || c == '&');
        words.add(paired ? "" + c + c : "" + c);
        i += paired ? 1 : 0;
      } else {
        word.append(c);
      }
    }
    end(word, open, words);
    return words;
  }

  /** As in {@code 2>&1}. */
  private static boolean redirects(String command, int at) {
    return command.charAt(at) == '&' && at > 0 && "<>".indexOf(command.charAt(at - 1)) >= 0;
  }

  private static void end(StringBuilder word, boolean open, List<String> words) {
    if (open || !word.isEmpty()) {
      words.add(word.toString());
    }
    word.setLength(0);
  }
}

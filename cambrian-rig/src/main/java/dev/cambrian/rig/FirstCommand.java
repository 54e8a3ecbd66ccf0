package dev.cambrian.rig;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The program that a command line starts first, where that is plain from the text: nothing has run
 * before it, it runs in the working directory, and the line fails where it does.
 *
 * @param program its name, without a directory
 * @param words what is sure of its arguments: those before the first that only the shell can tell
 */
record FirstCommand(String program, List<String> words) {
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");

  /** Variables with which a program may find what it would not find without. */
  private static final Pattern SEARCHING =
      Pattern.compile("(PATH|PYTHON|NODE|JAVA|JDK|_JAVA|CLASSPATH|npm_|NPM_).*");

  private static final Pattern REDIRECTION = Pattern.compile("[<>]&|&>|&&");
  private static final String ENDS_A_WORD = " \t|&;<>\n()";
  private static final String ONLY_THE_SHELL_KNOWS = "$`*?[~{}!#";

  FirstCommand {
    words = List.copyOf(words);
  }

  static Optional<FirstCommand> of(String line) {
    Scanner scanner = new Scanner(line);
    List<String> words = scanner.words();
    String rest = REDIRECTION.matcher(line.substring(scanner.at)).replaceAll(" ");
    if (rest.contains("||") || rest.contains("&") || rest.contains(";") || rest.contains("\n")) {
      return Optional.empty();
    }
    return of(words);
  }

  private static Optional<FirstCommand> of(List<String> words) {
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at);
      boolean prefix = word.equals("exec") || word.equals("env");
      boolean assignment = ASSIGNMENT.matcher(word).matches();
      if (assignment && SEARCHING.matcher(word).matches()) {
        return Optional.empty();
      }
      if (!prefix && !assignment) {
        boolean told = !word.contains("/") || word.startsWith("/");
        return told
            ? Optional.of(
                new FirstCommand(
                    word.substring(word.lastIndexOf('/') + 1), words.subList(at + 1, words.size())))
            : Optional.empty();
      }
      at++;
    }
    return Optional.empty();
  }

  /** Without so many of the first words. */
  Optional<FirstCommand> inner(int skipped) {
    return of(words.subList(Math.min(skipped, words.size()), words.size()));
  }

  /** Reads words as a shell would, up to what it cannot know or what ends the command. */
  private static final class Scanner {
    private final String line;
    private int at;
    private boolean unknown;

    Scanner(String line) {
      this.line = line;
    }

    List<String> words() {
      List<String> words = new ArrayList<>();
      while (!unknown) {
        while (at < line.length() && " \t".indexOf(line.charAt(at)) >= 0) {
          at++;
        }
        if (at == line.length() || ENDS_A_WORD.indexOf(line.charAt(at)) >= 0) {
          break;
        }
        String word = word();
        boolean descriptor =
            at < line.length() && "<>".indexOf(line.charAt(at)) >= 0 && word.matches("\\d+");
        if (!descriptor && (!unknown || ASSIGNMENT.matcher(word).matches())) {
          words.add(word);
          unknown = false;
        }
      }
      return Collections.unmodifiableList(words);
    }

    private String word() {
      StringBuilder word = new StringBuilder();
      char quote = 0;
      for (; at < line.length(); at++) {
        char c = line.charAt(at);
        if (quote == 0 && ENDS_A_WORD.indexOf(c) >= 0) {
          return word.toString();
        }
        if (quote == 0 ? c == '\'' || c == '"' : c == quote) {
          quote = quote == 0 ? c : 0;
        } else if (c == '\\' && quote != '\'') {
          unknown = true;
        } else {
          unknown |= quote == 0 && ONLY_THE_SHELL_KNOWS.indexOf(c) >= 0;
          unknown |= quote == '"' && "$`".indexOf(c) >= 0;
          word.append(c);
        }
      }
      unknown |= quote != 0;
      return word.toString();
    }
  }
}

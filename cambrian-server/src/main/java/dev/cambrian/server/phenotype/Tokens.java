package dev.cambrian.server.phenotype;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts source into names, numbers, strings and signs, without comments. No grammar: neither Python
 * nor JavaScript has a parser that runs here without their own programs, so what is declared is
 * told by the words before a name. Linear in the length, and never fails: what it does not
 * understand is a sign.
 */
final class Tokens {
  private static final int MAX_TOKENS = 200_000;

  /** What comments and strings look like. */
  enum Language {
    JAVA,
    PYTHON,
    SCRIPT
  }

  /** What a token is. */
  enum Type {
    NAME,
    NUMBER,
    STRING,
    SIGN
  }

  /**
   * One token.
   *
   * @param text of a string what is between the quotes, escapes resolved where they are plain
   * @param line from 1
   * @param column from 0
   */
  record Token(Type type, String text, int line, int column) {
    boolean is(String sign) {
      return type != Type.STRING && text.equals(sign);
    }
  }

  private final Language language;
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Tokens(Language language, String source) {
    this.language = language;
    this.source = source;
  }

  static List<Token> of(Language language, String source) {
    Tokens tokens = new Tokens(language, source);
    tokens.run();
    return tokens.tokens;
  }

  private void run() {
    while (at < source.length() && tokens.size() < MAX_TOKENS) {
      char c = source.charAt(at);
      if (c == '\n') {
        step();
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (!comment(c)) {
        token(c);
      }
    }
  }

  private void token(char c) {
    if (c == '"' || c == '\'' || (c == '`' && language == Language.SCRIPT)) {
      string(c);
    } else if (c == '/' && language == Language.SCRIPT && beforeRegex()) {
      regex();
    } else if (Character.isDigit(c)) {
      number();
    } else if (Character.isJavaIdentifierStart(c)) {
      name();
    } else {
      add(Type.SIGN, String.valueOf(c), at);
      at++;
    }
  }

  private void step() {
    if (source.charAt(at) == '\n') {
      line++;
      lineStart = at + 1;
    }
    at++;
  }

  private void add(Type type, String text, int start) {
    tokens.add(new Token(type, text, line, Math.max(0, start - lineStart)));
  }

  private boolean comment(char c) {
    if (language == Language.PYTHON ? c == '#' : source.startsWith("//", at)) {
      int end = source.indexOf('\n', at);
      at = end < 0 ? source.length() : end;
      return true;
    }
    if (language != Language.PYTHON && source.startsWith("/*", at)) {
      int end = source.indexOf("*/", at + 2);
      skipTo(end < 0 ? source.length() : end + 2);
      return true;
    }
    return false;
  }

  private void skipTo(int end) {
    while (at < end) {
      step();
    }
  }

  private void string(char quote) {
    String triple = String.valueOf(quote).repeat(3);
    boolean isLong = language != Language.SCRIPT && source.startsWith(triple, at);
    int startLine = line;
    int column = at - lineStart;
    at += isLong ? 3 : 1;
    StringBuilder text = new StringBuilder();
    while (at < source.length()) {
      char c = source.charAt(at);
      if (isLong ? source.startsWith(triple, at) : c == quote) {
        at += isLong ? 3 : 1;
        break;
      }
      if (c == '\n' && !isLong && quote != '`') {
        break;
      }
      if (c == '\\' && at + 1 < source.length()) {
        at++;
        text.append(escaped(source.charAt(at)));
      } else {
        text.append(c);
      }
      step();
    }
    tokens.add(new Token(Type.STRING, text.toString(), startLine, Math.max(0, column)));
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n', 'r', 't', '\n' -> ' ';
      default -> c;
    };
  }

  private boolean beforeRegex() {
    if (tokens.isEmpty()) {
      return true;
    }
    Token before = tokens.getLast();
    return before.type() == Type.SIGN && !before.text().equals(")") && !before.text().equals("]");
  }

  private void regex() {
    int end = at + 1;
    boolean inClass = false;
    while (end < source.length() && source.charAt(end) != '\n') {
      char c = source.charAt(end);
      if (c == '/' && !inClass) {
        break;
      }
      inClass = c == '[' || (inClass && c != ']');
      end += c == '\\' ? 2 : 1;
    }
    add(Type.SIGN, "/", at);
    at = Math.min(source.length(), end + 1);
  }

  private void number() {
    int start = at;
    while (at < source.length()
        && (Character.isLetterOrDigit(source.charAt(at))
            || source.charAt(at) == '_'
            || (source.charAt(at) == '.'
                && at + 1 < source.length()
                && Character.isDigit(source.charAt(at + 1))))) {
      at++;
    }
    add(Type.NUMBER, source.substring(start, at).replace("_", ""), start);
  }

  private void name() {
    int start = at;
    while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
      at++;
    }
    add(Type.NAME, source.substring(start, at), start);
  }
}

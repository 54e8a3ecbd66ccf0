package dev.cambrian.server.phenotype;

import dev.cambrian.server.phenotype.Tokens.Token;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Notes what stands in a file that no parser reads: by its tokens. */
final class TokenTraits {
  private static final Set<String> DECLARING =
      Set.of("def", "class", "function", "interface", "record", "enum");
  private static final Set<String> BINDING = Set.of("const", "let", "var");
  private static final int MAX_VALUE_TOKENS = 24;

  private final Tokens.Language language;
  private final String path;
  private final Traits traits;

  private List<Token> tokens = List.of();
  private String declaration = "";

  TokenTraits(Tokens.Language language, String path, Traits traits) {
    this.language = language;
    this.path = path;
    this.traits = traits;
  }

  void read(String source) {
    tokens = Tokens.of(language, source);
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      switch (token.type()) {
        case NAME -> name(i, token);
        case NUMBER -> Literals.number(traits, plain(token), path, token.line(), context());
        case STRING -> {
          Literals.string(traits, token.text(), path, token.line(), context());
          beside(i, token);
        }
        case SIGN -> {}
      }
    }
  }

  private void name(int i, Token token) {
    Token before = at(i - 1);
    if (DECLARING.contains(before.text()) && before.type() == Tokens.Type.NAME) {
      declaration = token.text();
      if (!token.text().startsWith("_")) {
        String parameters = at(i + 1).is("(") ? parameters(i + 1) : "";
        traits.add(
            Kind.API,
            before.text() + " " + token.text(),
            parameters.isEmpty() ? Variant.PRESENT : parameters,
            path,
            token.line(),
            context());
      }
    } else if (at(i + 1).is("=") && !at(i + 2).is("=") && Literals.isConstantName(token.text())) {
      constant(i, token);
    } else if (BINDING.contains(before.text()) && before.column() == 0) {
      declaration = token.text();
      traits.add(
          Kind.API,
          before.text() + " " + token.text(),
          Variant.PRESENT,
          path,
          token.line(),
          context());
    }
  }

  private String parameters(int open) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (int i = open; i < tokens.size() && i < open + 4 * MAX_VALUE_TOKENS; i++) {
      Token token = at(i);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      text.append(token.text()).append(token.is(",") ? " " : "");
      if (depth == 0) {
        break;
      }
    }
    return text.toString();
  }

  /** To the end of the line or the statement. */
  private void constant(int i, Token token) {
    StringBuilder text = new StringBuilder();
    List<Token> value = new ArrayList<>();
    int depth = 0;
    for (int next = i + 2; next < tokens.size() && value.size() < MAX_VALUE_TOKENS; next++) {
      Token part = at(next);
      boolean over = part.is(";") || (depth <= 0 && part.line() > at(next - 1).line());
      if (over && !value.isEmpty()) {
        break;
      }
      depth += "([{".contains(part.text()) ? 1 : ")]}".contains(part.text()) ? -1 : 0;
      value.add(part);
      text.append(part.type() == Tokens.Type.STRING ? '"' + part.text() + '"' : plain(part));
    }
    traits.add(
        Kind.CONSTANT,
        "constant " + token.text(),
        product(value, text.toString()),
        path,
        token.line(),
        context());
  }

  /** {@code 64 * 1024} is 65536. */
  private static String product(List<Token> value, String otherwise) {
    BigInteger product = BigInteger.ONE;
    for (int i = 0; i < value.size(); i++) {
      boolean fits =
          i % 2 == 0
              ? value.get(i).type() == Tokens.Type.NUMBER
                  && plain(value.get(i)).matches("[0-9]{1,18}")
              : value.get(i).is("*");
      if (!fits) {
        return otherwise;
      }
      product = i % 2 == 0 ? product.multiply(new BigInteger(plain(value.get(i)))) : product;
    }
    return value.size() % 2 == 1 ? product.toString() : otherwise;
  }

  /** {@code get("LIMIT", 5)} and {@code env.LIMIT ?? "5"}'s like: a string, a comma, a value. */
  private void beside(int i, Token token) {
    Token value = at(i + 2);
    if (at(i + 1).is(",")
        && at(i + 3).is(")")
        && (value.type() == Tokens.Type.NUMBER
            || (value.type() == Tokens.Type.STRING && Literals.numeric(value.text())))) {
      Literals.beside(traits, token.text(), List.of(plain(value)), path, token.line(), context());
    }
  }

  private static String plain(Token token) {
    String text = token.text();
    if (token.type() != Tokens.Type.NUMBER) {
      return text;
    }
    boolean suffixed = text.length() > 1 && text.matches("[0-9]+[nLl]");
    return suffixed ? text.substring(0, text.length() - 1) : text;
  }

  private Token at(int i) {
    return i >= 0 && i < tokens.size() ? tokens.get(i) : new Token(Tokens.Type.SIGN, "", 0, 0);
  }

  private Set<String> context() {
    Set<String> names = new TreeSet<>(Sources.words(path));
    if (!declaration.isEmpty()) {
      names.add(declaration);
    }
    return names;
  }
}

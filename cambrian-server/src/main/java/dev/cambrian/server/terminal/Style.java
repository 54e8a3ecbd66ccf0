package dev.cambrian.server.terminal;

/** Colours, where the screen has them; the text itself must already be safe. */
public final class Style {

  /** No colours at all. */
  public static final Style PLAIN = new Style(false);

  /** The usual sixteen colours. */
  public static final Style COLOURED = new Style(true);

  private final boolean coloured;

  private Style(boolean coloured) {
    this.coloured = coloured;
  }

  public String good(String text) {
    return paint("32", text);
  }

  public String bad(String text) {
    return paint("31", text);
  }

  public String strong(String text) {
    return paint("1", text);
  }

  public String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}

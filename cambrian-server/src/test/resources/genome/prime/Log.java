package prime;

/** Prints what happens, one line each, on standard output. */
final class Log {
  private Log() {}

  static void info(String message) {
    print("INFO", message);
  }

  static void warn(String message) {
    print("WARN", message);
  }

  private static void print(String level, String message) {
    System.out.println(level + " " + message.replaceAll("[\\p{Cntrl}]", " "));
  }
}

package dev.cambrian.rig;

import java.io.PrintWriter;

/** What nobody foresaw. It is never a verdict: one line, and the stack only where it is wanted. */
final class Defect {
  private Defect() {}

  /** Tells it and gives the exit code. */
  static int told(String name, Throwable defect, PrintWriter err) {
    err.println(
        name
            + ": no verdict: "
            + Text.oneLine(defect.toString())
            + "; CAMBRIAN_DEBUG=1 shows where it comes from");
    if ("1".equals(System.getenv("CAMBRIAN_DEBUG"))) {
      java.io.StringWriter stack = new java.io.StringWriter();
      defect.printStackTrace(new PrintWriter(stack));
      err.println(Text.visible(stack.toString()));
    }
    err.flush();
    return RigCommand.INFRASTRUCTURE;
  }
}

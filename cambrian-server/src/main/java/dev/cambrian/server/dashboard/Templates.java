package dev.cambrian.server.dashboard;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The templates of {@code src/main/jte}, which the build compiles into this package. */
final class Templates {
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Templates.class.getClassLoader(),
          Templates.class.getPackageName());

  private Templates() {}

  /**
   * Renders one.
   *
   * @param name of the file, with {@code .jte}
   */
  static String render(String name, Map<String, Object> values) {
    StringOutput output = new StringOutput(16 * 1024);
    ENGINE.render(name, values, output);
    return output.toString();
  }
}

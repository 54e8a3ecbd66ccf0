package prime;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The environment. */
record Settings(
    int generation,
    Optional<String> supervisorUrl,
    String modelUrl,
    String apiKey,
    Path specPath,
    Path workspace,
    String model,
    String escalationModel,
    int maxGens,
    int maxRetries,
    int maxParseRetries,
    long tokenBudget) {

  static Settings of(Map<String, String> environment) {
    String model = text(environment, "CAMBRIAN_MODEL").orElse("claude-sonnet-4-5");
    return new Settings(
        (int) number(environment, "CAMBRIAN_GENERATION", 0, Integer.MAX_VALUE),
        text(environment, "CAMBRIAN_SUPERVISOR_URL").map(Settings::bare),
        bare(text(environment, "ANTHROPIC_BASE_URL").orElse("https://api.anthropic.com")),
        text(environment, "ANTHROPIC_API_KEY").orElse(""),
        Path.of(text(environment, "CAMBRIAN_SPEC_PATH").orElse("spec/CAMBRIAN-SPEC.md")),
        Path.of(text(environment, "CAMBRIAN_WORKSPACE").orElse(System.getProperty("java.io.tmpdir"))),
        model,
        text(environment, "CAMBRIAN_ESCALATION_MODEL").orElse(model),
        (int) number(environment, "CAMBRIAN_MAX_GENS", 5, 1_000_000),
        (int) number(environment, "CAMBRIAN_MAX_RETRIES", 3, 1000),
        (int) number(environment, "CAMBRIAN_MAX_PARSE_RETRIES", 2, 1000),
        number(environment, "CAMBRIAN_TOKEN_BUDGET", 0, Long.MAX_VALUE));
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(it -> !it.isEmpty());
  }

  private static String bare(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static long number(Map<String, String> environment, String name, long fallback, long most) {
    Optional<String> text = text(environment, name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= 0 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(name + " must be a whole number from 0 to " + most + ", not " + text.get());
  }
}

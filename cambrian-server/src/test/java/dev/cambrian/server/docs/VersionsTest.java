package dev.cambrian.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The versions that models are told are those that the build of this project leaves on a machine.
 */
final class VersionsTest {

  private static final String ROLE =
      "cambrian-core/src/main/resources/dev/cambrian/core/pipeline/role-java.md";
  private static final String GENOME = "spec/CAMBRIAN-SPEC.md";
  private static final String GUIDE = "spec/SPEC-STYLE-GUIDE.md";

  private static final Map<String, String> PROPERTIES =
      Map.of(
          "junit-jupiter", "version.junit",
          "assertj-core", "version.assertj",
          "jackson-databind", "version.jackson",
          "maven-resources-plugin", "version.resources-plugin",
          "maven-compiler-plugin", "version.compiler-plugin",
          "maven-surefire-plugin", "version.surefire-plugin",
          "maven-jar-plugin", "version.jar-plugin");

  private static final Pattern COORDINATES =
      Pattern.compile("(?:[a-z][\\w.]*:)?([a-z][a-z-]+):(\\d+\\.[\\w.-]+)`");

  private final Element parent = xml(read("pom.xml"));

  @ParameterizedTest
  @ValueSource(strings = {"spec/ECHO-SPEC.md", GENOME, ROLE})
  void every_plugin_and_library_of_a_pom_to_copy_has_the_version_of_the_build(String path) {
    List<String> poms = Page.at(path).fences("xml");

    assertThat(poms).hasSize(1);
    Element pom = xml(poms.getFirst());
    List<String> named = new ArrayList<>();
    for (String kind : List.of("dependency", "plugin")) {
      for (Element each : children(pom, kind)) {
        String artifact = text(each, "artifactId");
        named.add(artifact);
        assertThat(text(each, "version")).as(artifact).isEqualTo(version(artifact));
      }
    }
    Set<String> offered = new HashSet<>(PROPERTIES.keySet());
    if (!path.equals(GENOME)) {
      // The others need no JSON.
      offered.remove("jackson-databind");
    }
    assertThat(named).containsExactlyInAnyOrderElementsOf(offered);
    assertThat(text(pom, "maven.compiler.release"))
        .isEqualTo(text(parent, "maven.compiler.release"));
  }

  @Test
  void the_role_names_each_plugin_and_library_in_the_version_of_the_build() {
    assertThat(coordinates(ROLE)).containsExactlyInAnyOrderElementsOf(PROPERTIES.keySet());
  }

  @Test
  void a_prime_tells_its_model_the_versions_of_the_build() {
    String prompts =
        Page.at(GENOME).fences("java").stream()
            .filter(it -> it.contains("class Prompts"))
            .findFirst()
            .orElseThrow();
    PROPERTIES.forEach(
        (artifact, property) ->
            assertThat(prompts).contains(artifact + ":" + text(parent, property)));
  }

  @Test
  void the_guide_names_libraries_in_the_version_of_the_build() {
    assertThat(coordinates(GUIDE)).containsExactly("junit-jupiter");
    assertThat(read(GUIDE))
        .contains(
            "JUnit %s, AssertJ %s, Jackson %s"
                .formatted(
                    version("junit-jupiter"), version("assertj-core"), version("jackson-databind")),
            "JDK " + text(parent, "maven.compiler.release"));
  }

  /** Compares each and answers what was named. */
  private List<String> coordinates(String path) {
    List<String> named = new ArrayList<>();
    Matcher matcher = COORDINATES.matcher(read(path));
    while (matcher.find()) {
      named.add(matcher.group(1));
      assertThat(matcher.group(2)).as(matcher.group(1)).isEqualTo(version(matcher.group(1)));
    }
    return named;
  }

  private String version(String artifact) {
    return text(parent, PROPERTIES.getOrDefault(artifact, artifact + " has no version here"));
  }

  private static String text(Element within, String name) {
    NodeList found = within.getElementsByTagName(name);
    assertThat(found.getLength()).as(name).isPositive();
    return found.item(0).getTextContent();
  }

  private static List<Element> children(Element within, String name) {
    NodeList found = within.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static String read(String path) {
    return Page.at(path).text();
  }

  private static Element xml(String text) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
          .getDocumentElement();
    } catch (Exception e) {
      throw new AssertionError("no XML: " + text, e);
    }
  }
}

package dev.cambrian.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ArtifactHashTest {

  /** Computed with {@code printf 'a.py\0x = 1\nb/c.txt\0hi' | sha256sum}. */
  @Test
  void the_hash_is_that_of_path_zero_byte_and_content() {
    assertThat(ArtifactHash.of(Samples.files("b/c.txt", "hi", "a.py", "x = 1\n")))
        .isEqualTo("sha256:4ef2bfb2486da6acfaa5c6ca9f2814a7db6c317906671445cd1e1eec0392aa55");
  }

  /**
   * Computed with {@code sha256sum} of nothing, of {@code printf 'e\0'} and of {@code printf hi}.
   */
  @Test
  void empty_sets_and_empty_files_have_their_hashes() {
    assertThat(ArtifactHash.of(Map.of()))
        .isEqualTo("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(ArtifactHash.of(Samples.files("e", "")))
        .isEqualTo("sha256:6b672b9a7e4feb4fd38386f90405bc0ae261413a758dd8eb2786be61df8dc27d");
    assertThat(ArtifactHash.ofContent(Samples.bytes("hi")))
        .isEqualTo("sha256:8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4");
  }

  @Test
  void the_manifest_is_left_out_and_only_at_the_root() {
    assertThat(ArtifactHash.of(Samples.files("e", "", "manifest.json", "{}")))
        .isEqualTo(ArtifactHash.of(Samples.files("e", "")));
    assertThat(ArtifactHash.of(Samples.files("e", "", "x/manifest.json", "{}")))
        .isNotEqualTo(ArtifactHash.of(Samples.files("e", "")));
  }

  /** U+FF5E is below U+1F600 as a code point and above it in UTF-16. */
  @Test
  void paths_are_ordered_by_code_point() {
    assertThat(ArtifactHash.PATH_ORDER.compare("\uFF5E", "😀")).isNegative();
    assertThat("\uFF5E".compareTo("😀")).isPositive();
    assertThat(ArtifactHash.of(Samples.files("\uFF5E", "1", "😀", "2")))
        .isEqualTo("sha256:fd88ed1d53a5ab61eabedc00d2bfabc1b2900dbfdbe61aaa2990405f33f02782");
  }

  @Property(tries = 100)
  void the_order_in_which_files_come_does_not_matter(@ForAll int seed) {
    List<String> paths = new ArrayList<>(List.of("a", "a/b", "a-b", "B", "z/y/x"));
    String expected = ArtifactHash.of(filled(paths));

    Collections.shuffle(paths, new Random(seed));

    assertThat(ArtifactHash.of(filled(paths))).isEqualTo(expected);
  }

  private static Map<String, byte[]> filled(List<String> paths) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    paths.forEach(path -> files.put(path, Samples.bytes("content of " + path)));
    return files;
  }
}

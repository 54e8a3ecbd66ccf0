package dev.cambrian.core.spec;

import java.util.List;

/**
 * Checks a spec. Whatever is an error here is exactly what {@link Specs} refuses.
 *
 * <table>
 * <caption>Rules</caption>
 * <tr><th>rule</th><th>severity</th><th>finds</th></tr>
 * <tr><td>file-missing, file-not-regular, file-unreadable</td><td>error</td><td>a file that {@link
 * Specs#read} cannot open</td></tr>
 * <tr><td>file-name</td><td>error</td><td>a name that an artifact cannot keep</td></tr>
 * <tr><td>file-too-large</td><td>error</td><td>more than 4 MiB</td></tr>
 * <tr><td>too-many-lines</td><td>error</td><td>more than 50,000 lines</td></tr>
 * <tr><td>not-utf-8</td><td>error</td><td>bytes that are not UTF-8</td></tr>
 * <tr><td>byte-order-mark</td><td>warning</td><td>U+FEFF at the start</td></tr>
 * <tr><td>empty-spec</td><td>error</td><td>nothing but white space</td></tr>
 * <tr><td>front-matter-missing</td><td>warning</td><td>no front matter at all</td></tr>
 * <tr><td>front-matter-unclosed</td><td>error</td><td>no closing {@code ---}</td></tr>
 * <tr><td>front-matter-yaml</td><td>error</td><td>bad YAML, aliases, duplicate keys</td></tr>
 * <tr><td>front-matter-type</td><td>error</td><td>a value that is no text</td></tr>
 * <tr><td>front-matter-unknown-member</td><td>warning</td><td>a member without meaning</td></tr>
 * <tr><td>title-missing, version-missing</td><td>warning</td><td>front matter without them</td></tr>
 * <tr><td>toolchain-unknown</td><td>error</td><td>no such toolchain</td></tr>
 * <tr><td>no-heading, heading-skips-level</td><td>warning</td><td>poor structure</td></tr>
 * <tr><td>fence-unclosed</td><td>error</td><td>a fence that runs to the end</td></tr>
 * <tr><td>duplicate-block</td><td>error</td><td>a second system-prompt, entry or contracts</td></tr>
 * <tr><td>suspicious-fence</td><td>warning</td><td>an info string close to one with meaning</td></tr>
 * <tr><td>system-prompt-empty</td><td>error</td><td>an empty block</td></tr>
 * <tr><td>entry-yaml, entry-type, entry-empty</td><td>error</td><td>no YAML mapping of
 * commands</td></tr>
 * <tr><td>entry-health</td><td>error</td><td>a health URL that is not http on localhost with a
 * port</td></tr>
 * <tr><td>entry-test-selects</td><td>error</td><td>a test command that selects tests by name, group
 * or pattern, or skips them: the rig's own could not run</td></tr>
 * <tr><td>entry-test-hides-failures</td><td>error</td><td>a test command that ends with exit code 0
 * though tests fail</td></tr>
 * <tr><td>entry-unknown-member</td><td>warning</td><td>a member that is no command</td></tr>
 * <tr><td>contracts-json</td><td>error</td><td>no JSON</td></tr>
 * <tr><td>contract-schema, contract-duplicate-name</td><td>error</td><td>a contract that cannot be
 * evaluated</td></tr>
 * <tr><td>contract-unknown-member, contract-head-body</td><td>warning</td><td>a member that is
 * ignored; a body expected of HEAD</td></tr>
 * <tr><td>vector-yaml, vector-schema, vector-duplicate-name</td><td>error</td><td>a vector that
 * cannot be evaluated</td></tr>
 * <tr><td>vector-unknown-member, vector-head-body</td><td>warning</td><td>as for contracts</td></tr>
 * <tr><td>vector-outside-frozen</td><td>warning</td><td>a vector that does not count</td></tr>
 * <tr><td>acceptance-vectors-empty</td><td>error</td><td>the FROZEN block holds no vector</td></tr>
 * <tr><td>frozen-marker-malformed, frozen-duplicate, frozen-nested, frozen-unclosed,
 * frozen-stray-end</td><td>error</td><td>FROZEN markers that do not pair</td></tr>
 * <tr><td>nothing-to-prove</td><td>warning</td><td>neither a contract nor a vector</td></tr>
 * </table>
 */
public final class SpecLint {
  private SpecLint() {}

  /**
   * The findings by line, at most 100 of each severity. Never throws for anything that the bytes
   * contain.
   */
  public static List<Finding> lint(String fileName, byte[] bytes) {
    return SpecReader.read(fileName, bytes).findings();
  }
}

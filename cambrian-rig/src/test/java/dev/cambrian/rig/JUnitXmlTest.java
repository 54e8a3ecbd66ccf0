package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cambrian.rig.JUnitXml.Case;
import dev.cambrian.rig.JUnitXml.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Test results that come from hostile code. */
class JUnitXmlTest {
  private static List<Case> read(String xml) throws JUnitXml.UnreadableResultsException {
    return JUnitXml.read(xml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void cases_are_read_wherever_they_stand_with_outcome_message_and_details() throws Exception {
    List<Case> cases =
        read(
            """
            <testsuites><testsuite><testcase classname="A" name="a" file="t.py" line="4"/>
            <testsuite><testcase name="b"><properties><property name="failure"/></properties>
              <failure message="m &lt;x>">at A.b(A.java:3)<![CDATA[ <more>]]></failure></testcase>
            </testsuite></testsuite><testcase name="c"><skipped/></testcase>
            <testcase name="d"><error message="boom"/><system-out>x</system-out></testcase></testsuites>
            """);

    assertThat(cases)
        .extracting(Case::name, Case::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", Outcome.PASSED),
            org.assertj.core.groups.Tuple.tuple("b", Outcome.FAILED),
            org.assertj.core.groups.Tuple.tuple("c", Outcome.SKIPPED),
            org.assertj.core.groups.Tuple.tuple("d", Outcome.FAILED));
    assertThat(cases.get(1).message()).isEqualTo("m <x>");
    assertThat(cases.get(1).details()).isEqualTo("at A.b(A.java:3) <more>");
    assertThat(cases.getFirst().file()).contains("t.py");
  }

  @Test
  void no_entity_is_resolved() {
    String bomb =
        """
        <!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]>
        <testsuites><testcase name="x"><failure>&b;</failure></testcase></testsuites>
        """;

    assertThatExceptionOfType(JUnitXml.UnreadableResultsException.class)
        .isThrownBy(() -> read(bomb));
  }

  @Test
  void more_cases_than_any_honest_run_has_are_refused() {
    assertThatExceptionOfType(JUnitXml.UnreadableResultsException.class)
        .isThrownBy(
            () -> read("<t>" + "<testcase name='x'/>".repeat(JUnitXml.MAX_CASES + 1) + "</t>"))
        .withMessageContaining("100000");
  }

  @Test
  void a_cut_file_is_no_result() {
    assertThatExceptionOfType(JUnitXml.UnreadableResultsException.class)
        .isThrownBy(() -> read("<testsuites><testcase name='x'>"));
  }
}

package dev.cambrian.rig;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Test results in the XML that JUnit's first runners wrote and many write since. The file is the
 * artifact's word: no DTD, no entity, bounded size and count.
 */
final class JUnitXml {
  static final int MAX_BYTES = 32 << 20;
  static final int MAX_CASES = 100_000;
  private static final int MAX_TEXT = 16 * 1024;

  private JUnitXml() {}

  enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /**
   * One {@code testcase}.
   *
   * @param message of its first failure or error
   * @param details the text of that element, usually a stack trace
   */
  record Case(
      String className,
      String name,
      Outcome outcome,
      String message,
      String details,
      Optional<String> file,
      Optional<Integer> line) {}

  /** The XML cannot be used. */
  static final class UnreadableResultsException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableResultsException(String why) {
      super(why);
    }
  }

  static List<Case> read(byte[] xml) throws UnreadableResultsException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      try {
        return new Reading(reader).cases();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new UnreadableResultsException(Text.firstLine(String.valueOf(e.getMessage())));
    }
  }

  private static final class Reading {
    private final XMLStreamReader xml;
    private final List<Case> cases = new ArrayList<>();

    Reading(XMLStreamReader xml) {
      this.xml = xml;
    }

    List<Case> cases() throws XMLStreamException, UnreadableResultsException {
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT
            && xml.getLocalName().equals("testcase")) {
          if (cases.size() == MAX_CASES) {
            throw new UnreadableResultsException("more than " + MAX_CASES + " tests");
          }
          cases.add(testCase());
        }
      }
      return cases;
    }

    private Case testCase() throws XMLStreamException {
      String className = attribute("classname");
      String name = attribute("name");
      Optional<String> file = Optional.of(attribute("file")).filter(it -> !it.isEmpty());
      Optional<Integer> line = number(attribute("line"));
      int failures = 0;
      boolean skipped = false;
      boolean todo = false;
      String message = "";
      String details = "";
      int depth = 1;
      while (depth > 0 && xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            depth++;
            String element = xml.getLocalName();
            if (depth == 2 && (element.equals("failure") || element.equals("error"))) {
              failures++;
              String said = attribute("message");
              String more = text();
              depth--;
              if (failures == 1) {
                message = said;
                details = more;
              }
            } else if (depth == 2 && element.equals("skipped")) {
              skipped = true;
              todo |= attribute("type").equals("todo");
            }
          }
          case XMLStreamConstants.END_ELEMENT -> depth--;
          default -> {}
        }
      }
      // What is still to be done may fail.
      Outcome outcome =
          failures > 0 && !todo ? Outcome.FAILED : skipped ? Outcome.SKIPPED : Outcome.PASSED;
      String first =
          failures > 1 ? message + " (the first of the test's several failures)" : message;
      return new Case(className, name, outcome, first, details, file, line);
    }

    /** Reads to the end of the current element and keeps the beginning and the end of its text. */
    private String text() throws XMLStreamException {
      StringBuilder text = new StringBuilder();
      int depth = 1;
      while (depth > 0 && xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> depth++;
          case XMLStreamConstants.END_ELEMENT -> depth--;
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            text.append(xml.getText());
            if (text.length() > 3 * MAX_TEXT) {
              text.delete(MAX_TEXT, text.length() - MAX_TEXT);
            }
          }
          default -> {}
        }
      }
      return text.toString();
    }

    private String attribute(String name) {
      String value = xml.getAttributeValue(null, name);
      return value == null ? "" : Text.cut(value, 4000);
    }

    private static Optional<Integer> number(String text) {
      return text.matches("[0-9]{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }
  }
}

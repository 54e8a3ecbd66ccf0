package dev.cambrian.server.bench;

import dev.cambrian.core.spec.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the trivial artifact can be written in: a server that answers anything, and two tests. */
enum Language {
  PYTHON(
      Toolchain.PYTHON,
      new String[] {"python3", "-I", "-c", "import sys; print(sys.executable)"},
      "python3 -m unittest -v",
      "exec python3 server.py",
      Map.of(
          "server.py",
          """
          from http.server import BaseHTTPRequestHandler, HTTPServer

          class Handler(BaseHTTPRequestHandler):
              def do_GET(self):
                  self.send_response(200)
                  self.send_header('Content-Length', '0')
                  self.end_headers()

              def log_message(self, *args):
                  pass

          HTTPServer(('127.0.0.1', $PORT), Handler).serve_forever()
          """,
          "test_numbers.py",
          """
          import unittest

          class NumbersTest(unittest.TestCase):
              def test_adds(self):
                  self.assertEqual(2, 1 + 1)

              def test_multiplies(self):
                  self.assertEqual(6, 2 * 3)
          """)),
  NODE(
      Toolchain.NODE,
      new String[] {"node", "-p", "process.execPath"},
      "node --test",
      "exec node server.js",
      Map.of(
          "server.js",
          """
          require('http').createServer((request, response) => response.end()).listen($PORT, '127.0.0.1');
          """,
          "numbers.test.js",
          """
          const test = require('node:test');
          const assert = require('node:assert');
          test('adds', () => assert.equal(1 + 1, 2));
          test('multiplies', () => assert.equal(2 * 3, 6));
          """));

  private final Toolchain toolchain;
  private final String[] question;
  private final String test;
  private final String start;
  private final Map<String, String> files;

  Language(
      Toolchain toolchain,
      String[] question,
      String test,
      String start,
      Map<String, String> files) {
    this.toolchain = toolchain;
    this.question = question;
    this.test = test;
    this.start = start;
    this.files = files;
  }

  Toolchain toolchain() {
    return toolchain;
  }

  String test() {
    return test;
  }

  String start() {
    return start;
  }

  /** By path; {@code $PORT} stands for the port. */
  Map<String, String> files() {
    return files;
  }

  /** Its program behind every shim and link that the PATH leads to. */
  Optional<Path> program() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(question).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
      boolean answered = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
      return answered && !said.isEmpty() ? Optional.of(Path.of(said)) : Optional.empty();
    } catch (IOException notInstalled) {
      return Optional.empty();
    }
  }
}

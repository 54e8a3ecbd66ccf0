package dev.cambrian.server.bench;

import dev.cambrian.core.spec.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the trivial artifact can be written in: a server that answers anything, and two tests.
 *
 * @param question the command that says where the language's program is
 * @param check the command that reads the files' syntax as the rig's own does
 * @param files by path; {@code $PORT} stands for the port
 */
record Language(
    Toolchain toolchain,
    List<String> question,
    String check,
    String test,
    String start,
    Map<String, String> files) {
  private static final Language PYTHON =
      new Language(
          Toolchain.PYTHON,
          List.of("python3", "-I", "-c", "import sys; print(sys.executable)"),
          "python3 -I -S -c 'import sys; [compile(open(name).read(), name, \"exec\") for name in sys.argv[1:]]'"
              + " server.py test_numbers.py",
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
          """));
  private static final Language NODE =
      new Language(
          Toolchain.NODE,
          List.of("node", "-p", "process.execPath"),
          "node --check server.js",
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

  /** The one that is tried first comes first. */
  static final List<Language> ALL = List.of(PYTHON, NODE);

  Language {
    question = List.copyOf(question);
    files = Map.copyOf(files);
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

package dev.cambrian.rig;

import static java.lang.constant.ConstantDescs.CD_Integer;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.Annotation;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rig's own tests for Maven: source for a command that compiles, the same as a class beside
 * what the build compiled for one that does not.
 */
final class JavaCanary {
  private static final int MAX_MODULES = 40;
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*+package\\s++([\\w.]++)\\s*+;");
  private static final ClassDesc ASSERTION_ERROR = ClassDesc.of("java.lang.AssertionError");

  /** What surefire takes for a test by its name alone; the first is always tried. */
  private static final List<String> SHAPES = List.of("%sTest", "%sTests", "Test%s", "%sTestCase");

  private static final String JUPITER = "org.junit.jupiter.api.Test";

  /** By what stands in the source of such a test. */
  private static final Map<String, String> ANNOTATIONS =
      Map.of(
          "org.junit.jupiter",
          JUPITER,
          "org.junit.Test",
          "org.junit.Test",
          "org.testng",
          "org.testng.annotations.Test",
          "net.jqwik.api",
          "net.jqwik.api.Example");

  private final CanaryGround ground;
  private final CanaryNames names;
  private final List<CanaryTests.Pair> pairs = new ArrayList<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  /** A Maven module's tests. */
  private record Module(Set<String> roots, Set<String> annotations, Set<String> shapes) {
    Module() {
      this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(List.of(SHAPES.getFirst())));
    }
  }

  private JavaCanary(CanaryGround ground, CanaryNames names) {
    this.ground = ground;
    this.names = names;
  }

  static CanaryTests write(CanaryGround ground, CanaryNames names) {
    JavaCanary canary = new JavaCanary(ground, names);
    Map<String, Module> modules = canary.modules();
    if (modules.isEmpty()) {
      modules.put(
          "", new Module(Set.of("src/test/java"), Set.of(JUPITER), Set.of(SHAPES.getFirst())));
    }
    modules.entrySet().stream()
        .limit(MAX_MODULES)
        .forEach(it -> canary.add(it.getKey(), it.getValue()));
    return new CanaryTests(canary.pairs, canary.files);
  }

  private Map<String, Module> modules() {
    Map<String, Module> modules = new TreeMap<>();
    for (String path : ground.paths()) {
      if (path.endsWith(".java") && !path.contains("src/main/")) {
        ground.text(path).ifPresent(it -> add(path, it, modules));
      }
    }
    return modules;
  }

  private void add(String path, String source, Map<String, Module> modules) {
    List<String> annotations =
        ANNOTATIONS.keySet().stream().filter(source::contains).map(ANNOTATIONS::get).toList();
    if (annotations.isEmpty()) {
      return;
    }
    Module module = modules.computeIfAbsent(module(path), _ -> new Module());
    module.annotations().addAll(annotations);
    Matcher declared = PACKAGE.matcher(source);
    String below = declared.find() ? declared.group(1).replace('.', '/') : "";
    String directory = CanaryGround.parent(path);
    if (below.isEmpty() || directory.endsWith("/" + below)) {
      module
          .roots()
          .add(directory.substring(0, directory.length() - below.length()).replaceAll("/$", ""));
    }
    String name = CanaryGround.name(path).replace(".java", "");
    SHAPES.stream()
        .filter(it -> name.matches(it.replace("%s", "\\w+")))
        .forEach(module.shapes()::add);
  }

  /** The nearest directory above that has a pom. */
  private String module(String path) {
    String directory = CanaryGround.parent(path);
    while (!directory.isEmpty()
        && !ground.paths().contains(CanaryGround.join(directory, "pom.xml"))) {
      directory = CanaryGround.parent(directory);
    }
    return directory;
  }

  private void add(String directory, Module module) {
    String root =
        module.roots().stream()
            .findFirst()
            .orElseGet(() -> CanaryGround.join(directory, "src/test/java"));
    String classes = CanaryGround.join(directory, "target/test-classes");
    for (String annotation : module.annotations()) {
      for (String shape : module.shapes()) {
        String type = names.word() + "/" + shape.formatted(names.capitalised());
        String source = CanaryGround.join(root, type + ".java");
        Test test = new Test(type, annotation, names.pair("", source), names);
        pairs.add(test.pair);
        files.put(source, CanaryGround.bytes(test.source()));
        if (ground.hasDirectory(classes)) {
          files.put(classes + "/" + type + ".class", test.compiled());
        }
      }
    }
  }

  /** One class with two tests. */
  private static final class Test {
    private final String type;
    private final String annotation;
    private final CanaryTests.Pair pair;
    private final String number;
    private final String message;

    Test(String type, String annotation, CanaryTests.Pair pair, CanaryNames names) {
      this.type = type;
      this.annotation = annotation;
      this.pair = pair;
      this.number = String.valueOf(names.number());
      this.message = "expected: <%d> but was: <%s>".formatted(names.number(), number);
    }

    String source() {
      return """
      package %s;

      public class %s {
        @%3$s
        public void %4$s() {
          Integer.parseInt("%6$s");
        }

        @%3$s
        public void %5$s() {
          throw new AssertionError("%7$s");
        }
      }
      """
          .formatted(
              CanaryGround.parent(type),
              CanaryGround.name(type),
              annotation,
              pair.passing(),
              pair.failing(),
              number,
              message);
    }

    /** In the oldest format that needs nothing else, so that any Java runs it. */
    byte[] compiled() {
      return ClassFile.of()
          .build(
              ClassDesc.ofInternalName(type),
              type ->
                  method(
                      method(
                          type.withVersion(ClassFile.JAVA_8_VERSION, 0)
                              .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                              .withMethodBody(
                                  INIT_NAME,
                                  MTD_void,
                                  ClassFile.ACC_PUBLIC,
                                  code ->
                                      code.aload(0)
                                          .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                          .return_()),
                          pair.passing(),
                          this::parse),
                      pair.failing(),
                      this::fail));
    }

    private ClassBuilder method(ClassBuilder type, String name, Consumer<CodeBuilder> body) {
      return type.withMethod(
          name,
          MTD_void,
          ClassFile.ACC_PUBLIC,
          method ->
              method
                  .with(
                      RuntimeVisibleAnnotationsAttribute.of(
                          Annotation.of(ClassDesc.of(annotation))))
                  .withCode(body));
    }

    private void parse(CodeBuilder code) {
      code.ldc(number)
          .invokestatic(CD_Integer, "parseInt", MethodTypeDesc.of(CD_int, CD_String))
          .pop()
          .return_();
    }

    private void fail(CodeBuilder code) {
      code.new_(ASSERTION_ERROR)
          .dup()
          .ldc(message)
          .invokespecial(ASSERTION_ERROR, INIT_NAME, MethodTypeDesc.of(CD_void, CD_Object))
          .athrow();
    }
  }
}

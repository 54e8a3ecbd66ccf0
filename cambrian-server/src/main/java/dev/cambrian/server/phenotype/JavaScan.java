package dev.cambrian.server.phenotype;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/** Notes what a parsed Java file declares and which values stand in it. */
final class JavaScan extends TreeScanner<@Nullable Void, @Nullable Void> {
  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private final String path;
  private final Traits traits;

  /** The types and methods around, the innermost first; an anonymous class has no name. */
  private final Deque<String> around = new ArrayDeque<>();

  private int hidden;

  JavaScan(CompilationUnitTree unit, SourcePositions positions, String path, Traits traits) {
    this.unit = unit;
    this.positions = positions;
    this.path = path;
    this.traits = traits;
  }

  @Override
  public @Nullable Void visitPackage(PackageTree tree, @Nullable Void none) {
    return null;
  }

  @Override
  public @Nullable Void visitImport(ImportTree tree, @Nullable Void none) {
    return null;
  }

  @Override
  public @Nullable Void visitAnnotation(AnnotationTree tree, @Nullable Void none) {
    return null;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void none) {
    String name = tree.getSimpleName().toString();
    boolean isPrivate = name.isEmpty() || isPrivate(tree.getModifiers());
    if (!isPrivate && hidden == 0) {
      String kind = tree.getKind().name().toLowerCase(Locale.ROOT);
      traits.add(Kind.API, "type " + name, kind, path, line(tree), context());
      if (tree.getKind() == Tree.Kind.RECORD) {
        traits.add(Kind.API, "record " + name, components(tree), path, line(tree), context());
      }
    }
    return within(name, isPrivate, () -> super.visitClass(tree, null));
  }

  private static String components(ClassTree tree) {
    return tree.getMembers().stream()
        .filter(VariableTree.class::isInstance)
        .map(VariableTree.class::cast)
        .filter(it -> !it.getModifiers().getFlags().contains(Modifier.STATIC))
        .map(it -> it.getType() + " " + it.getName())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void none) {
    String name = tree.getName().toString();
    // The parser writes a record's canonical constructor and the like where there is none.
    boolean written = positions.getStartPosition(unit, tree) >= 0;
    boolean overrides =
        tree.getModifiers().getAnnotations().stream()
            .anyMatch(it -> it.getAnnotationType().toString().equals("Override"));
    if (written && !overrides && !isPrivate(tree.getModifiers()) && hidden == 0) {
      String type = around.isEmpty() ? "" : around.getFirst();
      boolean constructor = tree.getReturnType() == null;
      traits.add(
          Kind.API,
          constructor ? "new " + type : "method " + type + "." + name,
          signature(tree),
          path,
          line(tree),
          context());
    }
    return within(name.equals("<init>") ? "" : name, true, () -> super.visitMethod(tree, null));
  }

  private static String signature(MethodTree tree) {
    String parameters =
        tree.getParameters().stream()
            .map(it -> String.valueOf(it.getType()))
            .collect(Collectors.joining(", ", "(", ")"));
    return tree.getReturnType() == null ? parameters : parameters + " -> " + tree.getReturnType();
  }

  @Override
  public @Nullable Void visitVariable(VariableTree tree, @Nullable Void none) {
    String name = tree.getName().toString();
    ExpressionTree value = tree.getInitializer();
    if (value != null && Literals.isConstantName(name)) {
      if (!isPrivate(tree.getModifiers()) && hidden == 0) {
        traits.add(Kind.API, "constant " + owner() + name, path, line(tree), context());
      }
      traits.add(
          Kind.CONSTANT,
          "constant " + owner() + name,
          JavaValues.text(value),
          path,
          line(tree),
          with(context(), name));
      return within(name, true, () -> super.visitVariable(tree, null));
    }
    return super.visitVariable(tree, null);
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void none) {
    beside(tree, tree.getArguments());
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void none) {
    beside(tree, tree.getArguments());
    return super.visitNewClass(tree, null);
  }

  private void beside(Tree call, List<? extends ExpressionTree> arguments) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (ExpressionTree argument : arguments) {
      JavaValues.number(argument).ifPresent(values::add);
      if (argument instanceof LiteralTree literal && literal.getValue() instanceof String text) {
        (Literals.numeric(text) ? values : names).add(text);
      }
    }
    if (!values.isEmpty()) {
      for (String name : names) {
        Literals.beside(traits, name, values, path, line(call), context());
      }
    }
  }

  @Override
  public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void none) {
    switch (tree.getValue()) {
      case String text -> Literals.string(traits, text, path, line(tree), context());
      case Integer number ->
          Literals.number(traits, number.toString(), path, line(tree), context());
      case Long number -> Literals.number(traits, number.toString(), path, line(tree), context());
      case Double number -> Literals.number(traits, number.toString(), path, line(tree), context());
      case null, default -> {}
    }
    return null;
  }

  private interface Scan {
    @Nullable Void run();
  }

  private @Nullable Void within(String name, boolean hides, Scan scan) {
    around.push(name);
    hidden += hides ? 1 : 0;
    try {
      return scan.run();
    } finally {
      hidden -= hides ? 1 : 0;
      around.pop();
    }
  }

  private Set<String> context() {
    Set<String> names = new TreeSet<>(around);
    names.remove("");
    return names;
  }

  private String owner() {
    return around.isEmpty() || around.getFirst().isEmpty() ? "" : around.getFirst() + ".";
  }

  private static Set<String> with(Set<String> names, String name) {
    names.add(name);
    return names;
  }

  private static boolean isPrivate(ModifiersTree modifiers) {
    return modifiers.getFlags().contains(Modifier.PRIVATE);
  }

  private int line(Tree tree) {
    long start = positions.getStartPosition(unit, tree);
    return start < 0 ? 0 : (int) unit.getLineMap().getLineNumber(start);
  }
}

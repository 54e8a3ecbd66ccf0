package dev.cambrian.server.phenotype;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import java.time.Duration;
import java.util.Optional;

/** Writes one value in one way: {@code 64 * 1024} is 65536, a minute is 60 seconds. */
final class JavaValues {
  private JavaValues() {}

  /** A number or a length of time; else the source, on one line. */
  static String text(ExpressionTree tree) {
    return number(tree).orElseGet(() -> tree.toString().replaceAll("\\s+", " ").strip());
  }

  /** The number or length of time that the expression is, by its literals alone. */
  static Optional<String> number(ExpressionTree tree) {
    if (tree instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && call.getMethodSelect() instanceof MemberSelectTree select
        && isDuration(select.getExpression())) {
      String unit = select.getIdentifier().toString();
      return whole(call.getArguments().getFirst()).flatMap(amount -> duration(unit, amount));
    }
    if (tree instanceof LiteralTree literal && literal.getValue() instanceof Double real) {
      return Optional.of(real.toString());
    }
    return whole(tree).map(String::valueOf);
  }

  private static boolean isDuration(ExpressionTree type) {
    return switch (type) {
      case IdentifierTree simple -> simple.getName().contentEquals("Duration");
      case MemberSelectTree qualified -> qualified.getIdentifier().contentEquals("Duration");
      default -> false;
    };
  }

  private static Optional<String> duration(String unit, long amount) {
    try {
      return Optional.ofNullable(
              switch (unit) {
                case "ofMillis" -> Duration.ofMillis(amount);
                case "ofSeconds" -> Duration.ofSeconds(amount);
                case "ofMinutes" -> Duration.ofMinutes(amount);
                case "ofHours" -> Duration.ofHours(amount);
                case "ofDays" -> Duration.ofDays(amount);
                default -> null;
              })
          .map(it -> it.toMillis() + " ms");
    } catch (ArithmeticException tooLong) {
      return Optional.empty();
    }
  }

  private static Optional<Long> whole(ExpressionTree tree) {
    return switch (tree) {
      case LiteralTree literal ->
          literal.getValue() instanceof Integer || literal.getValue() instanceof Long
              ? Optional.of(((Number) literal.getValue()).longValue())
              : Optional.empty();
      case ParenthesizedTree inner -> whole(inner.getExpression());
      case UnaryTree minus when minus.getKind() == Tree.Kind.UNARY_MINUS ->
          whole(minus.getExpression()).map(it -> -it);
      case BinaryTree binary ->
          whole(binary.getLeftOperand())
              .flatMap(
                  left ->
                      whole(binary.getRightOperand())
                          .flatMap(right -> apply(binary.getKind(), left, right)));
      default -> Optional.empty();
    };
  }

  private static Optional<Long> apply(Tree.Kind operator, long left, long right) {
    return switch (operator) {
      case PLUS -> Optional.of(left + right);
      case MINUS -> Optional.of(left - right);
      case MULTIPLY -> Optional.of(left * right);
      case LEFT_SHIFT -> Optional.of(left << right);
      default -> Optional.empty();
    };
  }
}

package dev.cambrian.server.imports;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * A program that is killed before its n-th lasting effect: what it wraps does everything until then
 * and nothing from then on.
 */
final class Dying {

  private static final Set<String> EFFECTS =
      Set.of("append", "put", "commit", "promote", "rollBack");

  private int left;

  /**
   * @param effects that still happen
   */
  Dying(int effects) {
    this.left = effects;
  }

  /** The program is no more. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  <T> T around(Class<T> type, T living) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (EFFECTS.contains(method.getName()) && --left < 0) {
                throw new Killed();
              }
              try {
                return method.invoke(living, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}

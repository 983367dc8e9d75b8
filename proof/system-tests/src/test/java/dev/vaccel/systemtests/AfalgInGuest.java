package dev.vaccel.systemtests;

import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.testing.CryptoContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Runs the contract of {@code crypto} on the back end {@code afalg}, without a test engine: a
 * program for a machine that has nothing else. Prints a line for each test and one at the end.
 */
public final class AfalgInGuest extends CryptoContract {
  private AfalgInGuest() {}

  @Override
  protected BackendProvider provider() {
    for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
      if (provider.name().equals("afalg")) {
        return provider;
      }
    }
    throw new AssertionError("no back end afalg on the class path");
  }

  /** What the kernel takes at once, with room for additional data and tag. */
  @Override
  protected int largest(CipherAlgorithm algorithm) {
    return switch (algorithm.mode()) {
      case CBC, CTR -> Integer.MAX_VALUE;
      case GCM -> 130_000;
      case XTS -> 1 << 17;
    };
  }

  /** Exit code 0 if all of them pass. */
  public static void main(String[] args) throws Exception {
    int passed = 0;
    int failed = 0;
    for (Method test : annotated(Test.class)) {
      AfalgInGuest run = new AfalgInGuest();
      try {
        call(run, annotated(BeforeEach.class));
        test.invoke(run);
        passed++;
        System.out.println("passed " + test.getName());
      } catch (InvocationTargetException e) {
        failed++;
        System.out.println("failed " + test.getName() + ": " + e.getCause());
      } finally {
        call(run, annotated(AfterEach.class));
      }
    }
    System.out.println("afalg: " + passed + " passed, " + failed + " failed");
    System.exit(failed == 0 ? 0 : 1);
  }

  private static void call(AfalgInGuest run, List<Method> methods) throws Exception {
    for (Method method : methods) {
      method.invoke(run);
    }
  }

  private static List<Method> annotated(Class<? extends java.lang.annotation.Annotation> type) {
    List<Method> found = new ArrayList<>();
    for (Class<?> c = AfalgInGuest.class; c != Object.class; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        if (method.isAnnotationPresent(type)) {
          method.setAccessible(true);
          found.add(method);
        }
      }
    }
    return found;
  }
}

package dev.vaccel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Requests to stop: SIGTERM, SIGINT, or the end of standard input. Taking the signals keeps the JVM
 * from ending at the first one. Thread-safe.
 */
final class StopRequests {
  // timeout(1) and others signal a process and then its group: one request, two signals.
  private static final long SAME_NS = 300_000_000;

  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  StopRequests() {
    // So that it does not take the signals away from here later.
    AtExit.install();
    for (String signal : new String[] {"TERM", "INT"}) {
      handle(signal, () -> requests.add("SIG" + signal));
    }
  }

  /** Waits for a request and tells what it was. */
  String await() throws InterruptedException {
    return requests.take();
  }

  /** Passes the next request that is no echo of the last to {@code action}, on its own thread. */
  void onNext(Consumer<String> action) {
    long lastNs = System.nanoTime();
    Thread.ofPlatform()
        .daemon()
        .name("vaccel-stop-requests")
        .start(
            () -> {
              try {
                String reason = requests.take();
                while (System.nanoTime() - lastNs < SAME_NS) {
                  reason = requests.take();
                }
                action.accept(reason);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** Counts the end of standard input as a request. */
  void watchStdin() {
    Thread.ofPlatform()
        .daemon()
        .name("vaccel-stdin")
        .start(
            () -> {
              InputStream in = System.in;
              try {
                while (in.read() >= 0) {
                  // what is said does not matter
                }
              } catch (IOException _) {
                // as good as its end
              }
              requests.add("stdin-closed");
            });
  }

  // By reflection: javac has a warning, which is an error here, for every mention of
  // sun.misc.Signal, and Java has no other door to signals.
  @SuppressWarnings("ReferenceEquality") // A handler equals itself alone.
  static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                return method.getName().equals("equals")
                    ? Boolean.valueOf(self == arguments[0])
                    : (Object) name.hashCode();
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (InvocationTargetException _) {
      // -Xrs, or a signal that this system keeps for itself: the JVM then ends at once
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("module jdk.unsupported changed", e);
    }
  }
}

package dev.vaccel.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Tells when a thread sleeps inside a call, native code included: there the JVM calls it runnable,
 * so the kernel is asked (/proc, Linux).
 */
public final class BlockedThread {
  /** What the kernel keeps of a thread's name. */
  private static final int MAX_COMM_LENGTH = 15;

  private BlockedThread() {}

  /**
   * Waits until the thread sleeps below a method of this name.
   *
   * @param thread a platform thread whose name is unique and at most 15 characters long
   */
  public static void await(Thread thread, String method) {
    if (thread.getName().length() > MAX_COMM_LENGTH) {
      throw new IllegalArgumentException("thread name '" + thread.getName() + "' is too long");
    }
    Deadline.await(
        thread.getName() + " is blocked in " + method,
        () -> isInside(thread, method) && isAsleep(thread.getName()));
  }

  private static boolean isInside(Thread thread, String method) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  private static boolean isAsleep(String name) {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        if (Files.readString(task.resolve("comm")).strip().equals(name)) {
          // "tid (comm) S ...": the state follows the last parenthesis.
          String stat = Files.readString(task.resolve("stat"));
          return stat.charAt(stat.lastIndexOf(')') + 2) == 'S';
        }
      }
      return false;
    } catch (IOException threadEnded) {
      return false;
    }
  }
}

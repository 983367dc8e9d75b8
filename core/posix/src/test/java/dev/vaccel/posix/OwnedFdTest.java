package dev.vaccel.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class OwnedFdTest {
  private static OwnedFd open() throws SystemCallException {
    return SocketCalls.open(new Endpoint.UnixAbstract("never bound"));
  }

  private static boolean isOpen(OwnedFd fd) {
    return Files.exists(Path.of("/proc/self/fd/" + fd.number()), LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void closesAtOnceWhenNobodyIsInside() throws Exception {
    OwnedFd fd = open();
    assertTrue(isOpen(fd));
    fd.close();
    assertFalse(isOpen(fd));
    assertTrue(fd.isClosed());
  }

  @Test
  void staysOpenUntilTheLastUserLeaves() throws Exception {
    OwnedFd fd = open();
    assertTrue(fd.acquire());
    assertTrue(fd.acquire());
    fd.close();
    assertTrue(fd.isClosed());
    assertFalse(fd.acquire(), "nobody enters any more");
    assertTrue(isOpen(fd));
    fd.release();
    assertTrue(isOpen(fd));
    fd.release();
    assertFalse(isOpen(fd));
  }

  @Test
  void neverClosesANumberThatWasGivenAway() throws Exception {
    OwnedFd first = open();
    first.close();
    OwnedFd second = open();
    assertEquals(first.number(), second.number(), "the kernel gives the lowest free number");
    first.close();
    first.shutdown();
    assertFalse(first.acquire());
    assertTrue(isOpen(second));
    second.close();
  }

  @Test
  void closesOnceUnderContention() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 300; round++) {
        OwnedFd fd = open();
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
          boolean closer = i < 2;
          threads.execute(
              () -> {
                try {
                  go.await();
                  for (int n = 0; n < 20; n++) {
                    if (closer && n == 10) {
                      fd.close();
                    } else if (fd.acquire()) {
                      fd.release();
                    }
                  }
                } catch (InterruptedException stop) {
                  Thread.currentThread().interrupt();
                } finally {
                  done.countDown();
                }
              });
        }
        go.countDown();
        assertTrue(done.await(60, TimeUnit.SECONDS));
        assertFalse(isOpen(fd));
      }
    }
  }
}

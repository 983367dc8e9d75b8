package dev.vaccel.backend.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ModelCacheTest {
  private static final long BYTES = 1000;

  @Test
  void sameContentIsLoadedOnceHoweverManyAskAtOnce() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch allAsked = new CountDownLatch(8);
    try (ModelCache cache = new ModelCache(0);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<LoadedModel>> models = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        models.add(
            threads.submit(
                () -> {
                  allAsked.countDown();
                  return cache.acquire(
                      id(1),
                      () -> {
                        await(allAsked);
                        loads.incrementAndGet();
                        return load();
                      });
                }));
      }
      LoadedModel first = models.getFirst().get();
      for (Future<LoadedModel> model : models) {
        assertSame(first, model.get());
      }
      assertEquals(1, loads.get());
      for (int i = 0; i < 7; i++) {
        cache.release(id(1));
      }
      assertEquals(1, cache.size(), "still in use once");
      cache.release(id(1));
      assertEquals(0, cache.size(), "a limit of 0 keeps nothing that nobody uses");
      assertEquals(0, cache.bytes());
    }
  }

  @Test
  void unusedModelsStayUpToTheLimitAndTheOldestGoesFirst() {
    AtomicInteger loads = new AtomicInteger();
    try (ModelCache cache = new ModelCache(2 * BYTES)) {
      for (int i = 1; i <= 2; i++) {
        use(cache, i, loads);
      }
      use(cache, 1, loads);
      assertEquals(2, loads.get(), "1 was still there");
      use(cache, 3, loads);
      assertEquals(2, cache.size());
      assertEquals(2 * BYTES, cache.bytes());
      use(cache, 1, loads);
      assertEquals(3, loads.get(), "1 was used last and stayed");
      use(cache, 2, loads);
      assertEquals(4, loads.get(), "2 was unused for longest and went");
    }
  }

  @Test
  void modelsInUseAreNeverEvicted() {
    AtomicInteger loads = new AtomicInteger();
    try (ModelCache cache = new ModelCache(BYTES)) {
      for (int i = 1; i <= 5; i++) {
        cache.acquire(id(i), () -> load(loads));
      }
      assertEquals(5, cache.size());
      for (int i = 1; i <= 5; i++) {
        cache.release(id(i));
      }
      assertEquals(1, cache.size());
    }
  }

  @Test
  void failedLoadFailsAllWhoWaitAndIsTriedAgain() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch fail = new CountDownLatch(1);
    try (ModelCache cache = new ModelCache(0);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<LoadedModel> first =
          threads.submit(
              () ->
                  cache.acquire(
                      id(1),
                      () -> {
                        loading.countDown();
                        await(fail);
                        throw new BackendException(ErrorCode.MODEL_INVALID, 7, "broken", null);
                      }));
      await(loading);
      Future<LoadedModel> second =
          threads.submit(() -> cache.acquire(id(1), () -> assertNotLoaded()));
      fail.countDown();
      for (Future<LoadedModel> each : List.of(first, second)) {
        Throwable cause = assertThrows(ExecutionException.class, each::get).getCause();
        // The second may have come after the first had failed; then it loads for itself.
        assertTrue(
            (cause instanceof BackendException failure && failure.vendorCode() == 7)
                || cause instanceof AssertionError,
            String.valueOf(cause));
      }
      assertEquals(0, cache.size());
      cache.acquire(id(1), ModelCacheTest::load);
      cache.release(id(1));
    }
  }

  private static void use(ModelCache cache, int number, AtomicInteger loads) {
    cache.acquire(id(number), () -> load(loads));
    cache.release(id(number));
  }

  private static LoadedModel load(AtomicInteger loads) {
    loads.incrementAndGet();
    return load();
  }

  private static LoadedModel load() {
    return new FakeModel(BYTES);
  }

  private static LoadedModel assertNotLoaded() {
    throw new AssertionError("the first load was still going on");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ResourceId id(int number) {
    return new ResourceId(String.format("%064x", number));
  }
}

package dev.vaccel.api.crypto.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.KeyHandle;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of keys: zeroed wherever they are given up. */
class KeyMemoryTest {
  private static final byte[] KEY = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

  /** Memory that can still be looked at when it was given back. */
  private static final class Watched implements Arena {
    private final Arena memory = Arena.ofAuto();
    private boolean closed;

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      return memory.allocate(byteSize, byteAlignment);
    }

    @Override
    public MemorySegment.Scope scope() {
      return memory.scope();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Keeps the keys that it was told, as they lie in the session. */
  private static final class WatchingEngine implements CryptoEngine {
    private final List<KeyMemory> keys = new ArrayList<>();
    private boolean broken;

    @Override
    public KeyedCipher cipher(CipherAlgorithm algorithm, KeyMemory key) {
      keys.add(key);
      if (broken) {
        throw new IllegalStateException("no such cipher");
      }
      return new KeyedCipher() {
        @Override
        public void crypt(boolean encrypt, MemorySegment iv, MemorySegment d, MemorySegment r) {}

        @Override
        public void seal(MemorySegment iv, MemorySegment aad, MemorySegment d, MemorySegment r) {}

        @Override
        public boolean open(MemorySegment iv, MemorySegment aad, MemorySegment d, MemorySegment r) {
          return true;
        }

        @Override
        public void close() {
          // Still there: a cipher may need it to end what it holds.
          assertArrayEquals(KEY, key.bytes().toArray(ValueLayout.JAVA_BYTE));
        }
      };
    }

    @Override
    public RunningHash hash(HashAlgorithm algorithm) {
      throw new IllegalStateException("no digests here");
    }

    boolean holds(int index) {
      return keys.get(index).bytes().scope().isAlive();
    }
  }

  private static final class Context implements SessionContext {
    private long last;

    @Override
    public Path resource(ResourceId id) {
      throw new IllegalStateException("no resources here");
    }

    @Override
    public <T> T api(Class<T> api) {
      throw new IllegalStateException("no APIs here");
    }

    @Override
    public long newHandle() {
      return ++last;
    }

    @Override
    public void dropHandle(long handle) {}
  }

  @Test
  void isZeroedBeforeItIsGivenBack() {
    Watched arena = new Watched();
    KeyMemory key = new KeyMemory(arena, MemorySegment.ofArray(KEY));
    MemorySegment bytes = key.bytes();
    assertArrayEquals(KEY, bytes.toArray(ValueLayout.JAVA_BYTE));
    key.close();
    key.close();
    assertTrue(arena.closed);
    assertArrayEquals(new byte[16], bytes.toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void isCopiedFromTheCaller() {
    byte[] callers = KEY.clone();
    try (KeyMemory key = new KeyMemory(MemorySegment.ofArray(callers))) {
      Arrays.fill(callers, (byte) 0);
      assertArrayEquals(KEY, key.bytes().toArray(ValueLayout.JAVA_BYTE));
      assertTrue(key.bytes().isNative());
    }
  }

  @Test
  void saysNothingOfItself() {
    try (KeyMemory key = new KeyMemory(MemorySegment.ofArray(KEY))) {
      assertEquals("key", key.toString());
      assertFalse(key.bytes().toString().contains("010203"));
    }
  }

  @Test
  void endsWhenItIsDroppedAndWhenTheSessionCloses() {
    WatchingEngine engine = new WatchingEngine();
    CryptoCalls calls = new CryptoCalls(new Context(), engine);
    KeyHandle first = calls.importKey(CipherAlgorithm.AES_128_CTR, MemorySegment.ofArray(KEY));
    calls.importKey(CipherAlgorithm.AES_128_CTR, MemorySegment.ofArray(KEY));
    calls.dropKey(first);
    assertFalse(engine.holds(0));
    assertTrue(engine.holds(1));
    calls.close();
    assertFalse(engine.holds(1));
  }

  @Test
  void endsWhenTheEngineCannotUseIt() {
    WatchingEngine engine = new WatchingEngine();
    engine.broken = true;
    CryptoCalls calls = new CryptoCalls(new Context(), engine);
    assertThrows(
        IllegalStateException.class,
        () -> calls.importKey(CipherAlgorithm.AES_128_CTR, MemorySegment.ofArray(KEY)));
    assertFalse(engine.holds(0));
  }
}

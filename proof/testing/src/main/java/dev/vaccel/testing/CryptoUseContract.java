package dev.vaccel.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.HashHandle;
import dev.vaccel.api.crypto.KeyHandle;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** How every back end of {@code crypto} is used and refuses: keys, handles, arguments. */
public abstract class CryptoUseContract {
  private static final byte[] IV = new byte[16];
  private static final byte[] GCM_IV = new byte[12];

  private final Context context = new Context();
  private @Nullable Backend backend;
  private @Nullable BackendSession session;

  /** For one back end. */
  protected CryptoUseContract() {}

  /** The back end under test. */
  protected abstract BackendProvider provider();

  /** Opens the back end; overridden to skip where it cannot be. */
  protected Backend openBackend() {
    return provider().open(BackendSettings.NONE);
  }

  @BeforeEach
  final void openSession() {
    backend = openBackend();
    session = backend.openSession(context);
  }

  @AfterEach
  final void closeSession() {
    if (session != null) {
      session.close();
    }
    if (backend != null) {
      backend.close();
    }
  }

  /** The API under test. */
  protected final CryptoApi crypto() {
    return session().api(CryptoApi.class);
  }

  private BackendSession session() {
    if (session == null) {
      throw new IllegalStateException("no session");
    }
    return session;
  }

  @Test
  void refusesKeysOfAnotherLength() {
    assertRefused(
        "key of 24 bytes for AES_128_CBC: expected 16",
        () -> crypto().importKey(CipherAlgorithm.AES_128_CBC, heap(new byte[24])));
    assertRefused(
        "key of 0 bytes for AES_256_XTS: expected 64",
        () -> crypto().importKey(CipherAlgorithm.AES_256_XTS, heap(new byte[0])));
  }

  @Test
  void refusesTwoEqualKeysOfXts() {
    assertRefused(
        "the two keys of AES_128_XTS are equal: expected different ones",
        () -> crypto().importKey(CipherAlgorithm.AES_128_XTS, heap(new byte[32])));
  }

  @Test
  void refusesAnIvOfAnotherLength() {
    KeyHandle gcm = importZeroKey(CipherAlgorithm.AES_256_GCM);
    assertRefused(
        "seal: IV of 16 bytes for AES_256_GCM, expected 12",
        () -> crypto().seal(gcm, heap(IV), none(), none(), heap(new byte[16])));
    KeyHandle ctr = importZeroKey(CipherAlgorithm.AES_128_CTR);
    assertRefused(
        "encrypt: IV of 12 bytes for AES_128_CTR, expected 16",
        () -> crypto().encrypt(ctr, heap(GCM_IV), none(), none()));
  }

  @Test
  void refusesTheIvOfTheMessageBefore() {
    KeyHandle key = importZeroKey(CipherAlgorithm.AES_128_GCM);
    MemorySegment result = heap(new byte[16]);
    crypto().seal(key, heap(GCM_IV), none(), none(), result);
    assertRefused(
        "seal: the IV is that of the message before",
        () -> crypto().seal(key, heap(GCM_IV), none(), none(), result));
    byte[] next = GCM_IV.clone();
    next[11] = 1;
    crypto().seal(key, heap(next), none(), none(), result);
  }

  @Test
  void refusesAKeyForAnotherOperation() {
    KeyHandle gcm = importZeroKey(CipherAlgorithm.AES_256_GCM);
    assertRefused(
        "encrypt with a key for AES_256_GCM: it is for seal and open",
        () -> crypto().encrypt(gcm, heap(GCM_IV), none(), none()));
    KeyHandle cbc = importZeroKey(CipherAlgorithm.AES_256_CBC);
    assertRefused(
        "open with a key for AES_256_CBC: it is for encrypt and decrypt",
        () -> crypto().open(cbc, heap(IV), none(), heap(new byte[16]), none()));
  }

  @Test
  void refusesLengthsThatAModeCannotTake() {
    KeyHandle cbc = importZeroKey(CipherAlgorithm.AES_128_CBC);
    assertRefused(
        "encrypt: 17 bytes for AES_128_CBC, expected a multiple of 16",
        () -> crypto().encrypt(cbc, heap(IV), heap(new byte[17]), heap(new byte[17])));
    byte[] keys = new byte[32];
    keys[0] = 1;
    KeyHandle xts = crypto().importKey(CipherAlgorithm.AES_128_XTS, heap(keys));
    for (int size : new int[] {0, 15, CryptoApi.MAX_XTS_BYTES + 1}) {
      assertRefused(
          "decrypt: " + size + " bytes for AES_128_XTS, expected one data unit of 16 to 16777216",
          () -> crypto().decrypt(xts, heap(IV), heap(new byte[size]), heap(new byte[size])));
    }
    KeyHandle gcm = importZeroKey(CipherAlgorithm.AES_128_GCM);
    assertRefused(
        "open of 15 bytes: expected ciphertext and a tag",
        () -> crypto().open(gcm, heap(GCM_IV), none(), heap(new byte[15]), none()));
    MemorySegment large = heap(new byte[CryptoApi.MAX_GCM_BYTES + 1]);
    assertRefused(
        "seal of 67108865 bytes: expected at most 67108864",
        () -> crypto().seal(gcm, heap(GCM_IV), none(), large, large));
  }

  @Test
  void refusesResultsThatAreShortReadOnlyOrOverlap() {
    KeyHandle key = importZeroKey(CipherAlgorithm.AES_128_CTR);
    MemorySegment memory = heap(new byte[64]);
    var data = memory.asSlice(0, 32);
    assertEquals(
        ErrorCode.SIZE_MISMATCH,
        assertThrows(
                VaccelException.class,
                () -> crypto().encrypt(key, heap(IV), data, heap(new byte[31])))
            .code());
    assertRefused(
        "encrypt: the result is read-only",
        () -> crypto().encrypt(key, heap(IV), data, heap(new byte[32]).asReadOnly()));
    assertRefused(
        "encrypt: data and result overlap",
        () -> crypto().encrypt(key, heap(IV), data, memory.asSlice(1, 32)));
    crypto().encrypt(key, heap(IV), data, memory.asSlice(32));
  }

  @Test
  void forgetsADroppedKey() {
    KeyHandle key = importZeroKey(CipherAlgorithm.AES_128_CTR);
    crypto().dropKey(key);
    assertEquals(Set.of(), context.handles);
    assertUnknown(() -> crypto().encrypt(key, heap(IV), none(), none()));
    assertUnknown(() -> crypto().dropKey(key));
  }

  @Test
  void knowsNoHandleOfAnotherSession() {
    KeyHandle key = importZeroKey(CipherAlgorithm.AES_128_CTR);
    HashHandle hash = crypto().beginHash(HashAlgorithm.SHA512);
    try (BackendSession other = Objects.requireNonNull(backend).openSession(context)) {
      CryptoApi api = other.api(CryptoApi.class);
      assertUnknown(() -> api.encrypt(key, heap(IV), none(), none()));
      assertUnknown(() -> api.updateHash(hash, none()));
      assertUnknown(() -> api.finishHash(hash));
    }
  }

  @Test
  void endsADigestOnce() {
    HashHandle hash = crypto().beginHash(HashAlgorithm.SHA224);
    assertEquals(28, crypto().finishHash(hash).byteSize());
    assertUnknown(() -> crypto().finishHash(hash));
  }

  @Test
  void boundsTheKeysAndDigestsOfASession() {
    for (int i = 0; i < 1024; i++) {
      importZeroKey(CipherAlgorithm.AES_128_CTR);
    }
    VaccelException keys =
        assertThrows(VaccelException.class, () -> importZeroKey(CipherAlgorithm.AES_128_CTR));
    assertEquals(ErrorCode.EXHAUSTED, keys.code());
    for (int i = 0; i < 256; i++) {
      crypto().beginHash(HashAlgorithm.SHA256);
    }
    VaccelException hashes =
        assertThrows(VaccelException.class, () -> crypto().beginHash(HashAlgorithm.SHA256));
    assertEquals(
        "this session has 256 digests, the most; end some with finishHash", hashes.getMessage());
  }

  @Test
  void refusesUseAfterCloseAndAnotherApi() {
    assertEquals(
        ErrorCode.UNKNOWN_API,
        assertThrows(VaccelException.class, () -> session().api(NoopApi.class)).code());
    CryptoApi api = crypto();
    KeyHandle key = importZeroKey(CipherAlgorithm.AES_128_CTR);
    session().close();
    session().close();
    for (Executable use :
        new Executable[] {
          () -> api.encrypt(key, heap(IV), none(), none()),
          () -> api.hash(HashAlgorithm.SHA256, none(), heap(new byte[32])),
          () -> api.importKey(CipherAlgorithm.AES_128_CTR, heap(new byte[16])),
          () -> session().api(CryptoApi.class)
        }) {
      assertEquals(ErrorCode.CLOSED, assertThrows(VaccelException.class, use).code());
    }
  }

  /** A key of zeros. */
  protected final KeyHandle importZeroKey(CipherAlgorithm algorithm) {
    return crypto().importKey(algorithm, heap(new byte[algorithm.keyBytes()]));
  }

  /** A random key. */
  protected final KeyHandle importRandomKey(CipherAlgorithm algorithm, Random random) {
    return crypto().importKey(algorithm, heap(random(random, algorithm.keyBytes())));
  }

  /** Most bytes of data that the back end takes at once for an algorithm. */
  protected int largest(CipherAlgorithm algorithm) {
    return Integer.MAX_VALUE;
  }

  /** The nearest size that a mode takes here. */
  protected final int accepted(CipherAlgorithm algorithm, int size) {
    int bounded = Math.min(size, largest(algorithm));
    return switch (algorithm.mode()) {
      case CBC -> bounded / 16 * 16;
      case XTS -> Math.max(16, bounded);
      case CTR, GCM -> bounded;
    };
  }

  /** Encrypts in whichever way the algorithm wants. */
  protected final byte[] encrypt(
      KeyHandle key, CipherAlgorithm algorithm, byte[] iv, byte[] aad, byte[] plain) {
    boolean gcm = algorithm.mode().isAuthenticated();
    byte[] result = new byte[plain.length + (gcm ? CryptoApi.TAG_BYTES : 0)];
    if (gcm) {
      crypto().seal(key, heap(iv), heap(aad), heap(plain), heap(result));
    } else {
      crypto().encrypt(key, heap(iv), heap(plain), heap(result));
    }
    return result;
  }

  /** The way back. */
  protected final byte[] decrypt(
      KeyHandle key, CipherAlgorithm algorithm, byte[] iv, byte[] aad, byte[] data) {
    boolean gcm = algorithm.mode().isAuthenticated();
    byte[] result = new byte[data.length - (gcm ? CryptoApi.TAG_BYTES : 0)];
    if (gcm) {
      crypto().open(key, heap(iv), heap(aad), heap(data), heap(result));
    } else {
      crypto().decrypt(key, heap(iv), heap(data), heap(result));
    }
    return result;
  }

  /** A digest. */
  protected final byte[] hash(HashAlgorithm algorithm, byte[] data) {
    byte[] digest = new byte[algorithm.digestBytes()];
    crypto().hash(algorithm, heap(data), heap(digest));
    return digest;
  }

  /** An array as memory. */
  protected static MemorySegment heap(byte[] bytes) {
    return MemorySegment.ofArray(bytes);
  }

  /** Memory as an array. */
  protected static byte[] bytes(MemorySegment memory) {
    return memory.toArray(ValueLayout.JAVA_BYTE);
  }

  /** Random bytes. */
  protected static byte[] random(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  /** As hex. */
  protected static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static MemorySegment none() {
    return heap(new byte[0]);
  }

  private static void assertRefused(String message, Executable use) {
    VaccelException error = assertThrows(VaccelException.class, use);
    assertEquals(ErrorCode.INVALID_ARGUMENT, error.code());
    assertTrue(error.getMessage().startsWith(message), error::getMessage);
  }

  private static void assertUnknown(Executable use) {
    VaccelException error = assertThrows(VaccelException.class, use);
    assertEquals(ErrorCode.NOT_FOUND, error.code());
    assertTrue(error.getMessage().endsWith("is not one of this session"), error::getMessage);
  }

  /** A session without resources. */
  private static final class Context implements SessionContext {
    private final Set<Long> handles = new HashSet<>();
    private long last;

    @Override
    public Path resource(ResourceId id) {
      throw new AssertionError("asked for " + id);
    }

    @Override
    public <T> T api(Class<T> api) {
      throw new AssertionError("asked for " + api);
    }

    @Override
    public long newHandle() {
      handles.add(++last);
      return last;
    }

    @Override
    public void dropHandle(long handle) {
      assertTrue(handles.remove(handle), "an unknown handle");
    }
  }
}

package dev.vaccel.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * OpenSSL's own library, as a second opinion: its command has neither XTS nor GCM. Source: EVP of
 * OpenSSL 3, openssl/evp.h.
 */
@SuppressWarnings("restricted") // A test's second opinion, not a library of the project.
public final class Libcrypto {
  private static final int TAG_BYTES = 16;
  private static final int CTRL_GET_TAG = 0x10;

  private final Linker linker = Linker.nativeLinker();
  private final SymbolLookup library;

  private Libcrypto(SymbolLookup library) {
    this.library = library;
  }

  /** Skips the test where the library is missing. */
  public static Libcrypto require() {
    for (String name : List.of("libcrypto.so.3", "libcrypto.so.1.1")) {
      try {
        return new Libcrypto(SymbolLookup.libraryLookup(name, Arena.global()));
      } catch (IllegalArgumentException _) {
        // The next one.
      }
    }
    Prerequisites.require(false, "libcrypto is missing: apt install openssl");
    throw new IllegalStateException("skipped");
  }

  /**
   * Encrypts without padding.
   *
   * @param algorithm as {@code AES_128_XTS}
   * @return the ciphertext; with GCM and behind it the tag
   */
  public byte[] encrypt(String algorithm, byte[] key, byte[] iv, byte[] aad, byte[] plain) {
    try (Arena arena = Arena.ofConfined()) {
      return encrypt(arena, algorithm, key, iv, aad, plain);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] encrypt(
      Arena arena, String algorithm, byte[] key, byte[] iv, byte[] aad, byte[] plain)
      throws Throwable {
    boolean gcm = algorithm.endsWith("GCM");
    String dashed = algorithm.replace('_', '-').toLowerCase(Locale.ROOT);
    String name = gcm ? dashed.replace("aes-", "id-aes").replace("-gcm", "-GCM") : dashed;
    MethodHandle byName = function("EVP_get_cipherbyname", ADDRESS, ADDRESS);
    var cipher = (MemorySegment) byName.invoke(arena.allocateFrom(name));
    if (cipher.address() == 0) {
      throw new IllegalStateException("libcrypto has no " + name);
    }
    var context = (MemorySegment) function("EVP_CIPHER_CTX_new", ADDRESS).invoke();
    MethodHandle init =
        function(
            "EVP_CipherInit_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    MethodHandle update =
        function("EVP_CipherUpdate", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    MemorySegment length = arena.allocate(JAVA_INT);
    MemorySegment out = arena.allocate(plain.length + 2L * TAG_BYTES);
    check(
        (int)
            init.invoke(
                context,
                cipher,
                MemorySegment.NULL,
                arena.allocateFrom(JAVA_BYTE, key),
                arena.allocateFrom(JAVA_BYTE, iv),
                1),
        "init");
    check(
        (int)
            function("EVP_CIPHER_CTX_set_padding", JAVA_INT, ADDRESS, JAVA_INT).invoke(context, 0),
        "padding");
    if (aad.length > 0) {
      var text = arena.allocateFrom(JAVA_BYTE, aad);
      check((int) update.invoke(context, MemorySegment.NULL, length, text, aad.length), "aad");
    }
    int done = 0;
    if (plain.length > 0) {
      var text = arena.allocateFrom(JAVA_BYTE, plain);
      check((int) update.invoke(context, out, length, text, plain.length), "update");
      done = length.get(JAVA_INT, 0);
    }
    check(
        (int)
            function("EVP_CipherFinal_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS)
                .invoke(context, out.asSlice(done), length),
        "final");
    done += length.get(JAVA_INT, 0);
    if (gcm) {
      check(
          (int)
              function("EVP_CIPHER_CTX_ctrl", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS)
                  .invoke(context, CTRL_GET_TAG, TAG_BYTES, out.asSlice(done)),
          "tag");
      done += TAG_BYTES;
    }
    function("EVP_CIPHER_CTX_free", null, ADDRESS).invoke(context);
    return out.asSlice(0, done).toArray(JAVA_BYTE);
  }

  private MethodHandle function(
      String name, @Nullable MemoryLayout result, MemoryLayout... arguments) {
    return linker.downcallHandle(
        library.findOrThrow(name),
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments));
  }

  private static void check(int result, String step) {
    if (result != 1) {
      throw new IllegalStateException("libcrypto: " + step + " gave " + result);
    }
  }
}

package dev.vaccel.benchmarks;

import dev.vaccel.api.Session;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.KeyHandle;
import dev.vaccel.runtime.Vaccel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM and SHA-256 of 1 MiB here and in an agent, against the JDK's call on arrays. */
final class Ciphers {
  private static final int BYTES = 1 << 20;
  private static final int CALLS = 40;

  private Ciphers() {}

  static void run(Report report, Scale scale, Path directory) throws Exception {
    try (ChildProcess agent = AgentMain.start(RoundTrip.address("unix", directory), "crypto");
        Session remote = Vaccel.connect(agent.firstLine);
        Session local = Vaccel.local();
        Arena arena = Arena.ofConfined()) {
      byte[] plain = new byte[BYTES];
      new Random(1).nextBytes(plain);
      Bare bare = new Bare(plain);
      Ours here = new Ours(local.api(CryptoApi.class), plain, arena.allocate(2L * BYTES + 64, 64));
      Ours there = new Ours(remote.api(CryptoApi.class), plain, remote.allocate(2L * BYTES + 64));
      requireSame(bare, here, there);
      add(report, scale, "AES-256-GCM of 1 MiB, local", bare::seal, here::seal);
      add(report, scale, "AES-256-GCM of 1 MiB, unix", bare::seal, there::seal);
      add(report, scale, "SHA-256 of 1 MiB, local", bare::hash, here::hash);
      add(report, scale, "SHA-256 of 1 MiB, unix", bare::hash, there::hash);
    }
  }

  private static void add(
      Report report, Scale scale, String name, Runnable baseline, Runnable subject)
      throws Exception {
    report.add(Comparison.run(name, scale, CALLS, baseline::run, subject::run), 0);
  }

  private static void requireSame(Bare bare, Ours... others) {
    for (Ours ours : others) {
      ours.seal();
      ours.hash();
      bare.seal(); // It refuses the IV of the call before.
      bare.seal(ours.sealed());
      byte[] sealed = ours.result.asSlice(0, BYTES + 16).toArray(ValueLayout.JAVA_BYTE);
      bare.hash();
      byte[] digest = ours.digest.toArray(ValueLayout.JAVA_BYTE);
      if (!Arrays.equals(sealed, bare.result) || !Arrays.equals(digest, bare.digest)) {
        throw new IllegalStateException("the JDK computes something else");
      }
    }
  }

  /** An IV for each number. */
  private static byte[] iv(long number) {
    return ByteBuffer.allocate(12).putLong(number).array();
  }

  /** Calls of the API. */
  private static final class Ours {
    private final CryptoApi crypto;
    private final KeyHandle key;
    private final MemorySegment data;
    private final MemorySegment result;
    private final MemorySegment digest;
    private final MemorySegment none = MemorySegment.ofArray(new byte[0]);
    private long messages;

    Ours(CryptoApi crypto, byte[] plain, MemorySegment memory) {
      this.crypto = crypto;
      key = crypto.importKey(CipherAlgorithm.AES_256_GCM, MemorySegment.ofArray(new byte[32]));
      data = memory.asSlice(0, BYTES).copyFrom(MemorySegment.ofArray(plain));
      result = memory.asSlice(BYTES, BYTES + 16L);
      digest = memory.asSlice(2L * BYTES + 16, 32);
    }

    void seal() {
      crypto.seal(key, MemorySegment.ofArray(iv(++messages)), none, data, result);
    }

    long sealed() {
      return messages;
    }

    void hash() {
      crypto.hash(HashAlgorithm.SHA256, data, digest);
    }
  }

  /** The JDK's calls on arrays, which is how they are fastest. */
  private static final class Bare {
    private final Cipher cipher;
    private final MessageDigest sha256;
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private final byte[] data;
    private final byte[] result = new byte[BYTES + 16];
    private byte[] digest = {};
    private long messages = 1L << 32;

    Bare(byte[] data) throws GeneralSecurityException {
      this.data = data;
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
      sha256 = MessageDigest.getInstance("SHA-256");
    }

    void seal() {
      seal(++messages);
    }

    void seal(long number) {
      try {
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv(number)));
        if (cipher.doFinal(data, 0, data.length, result, 0) != result.length) {
          throw new IllegalStateException("a short result");
        }
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    void hash() {
      digest = sha256.digest(data);
    }
  }
}

package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.Session;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.HashHandle;
import dev.vaccel.api.crypto.KeyHandle;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.CryptoVector;
import dev.vaccel.wire.spi.Address;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encryption and digests through an agent: published answers, large data in place, errors. */
class CryptoSessionTest {
  @TempDir Path directory;
  private Agent agent;
  private Session session;
  private CryptoApi crypto;

  @BeforeEach
  void start() {
    Address address = Address.parse("unix://" + directory.resolve("agent.sock"));
    agent = Agent.start(AgentOptions.at(address).withBackends(Set.of("crypto")));
    session = Vaccel.connect(address.toString());
    crypto = session.api(CryptoApi.class);
  }

  @AfterEach
  void stop() {
    session.close();
    agent.close();
  }

  @Test
  void computesPublishedAnswers() {
    for (CryptoVector v : CryptoVector.ciphers()) {
      CipherAlgorithm algorithm = CipherAlgorithm.valueOf(v.algorithm());
      KeyHandle key = crypto.importKey(algorithm, heap(v.key()));
      byte[] made = new byte[v.result().length];
      byte[] back = new byte[v.plain().length];
      if (algorithm.mode().isAuthenticated()) {
        crypto.seal(key, heap(v.iv()), heap(v.aad()), heap(v.plain()), heap(made));
        crypto.open(key, heap(v.iv()), heap(v.aad()), heap(made), heap(back));
      } else {
        crypto.encrypt(key, heap(v.iv()), heap(v.plain()), heap(made));
        crypto.decrypt(key, heap(v.iv()), heap(made), heap(back));
      }
      assertEquals(-1, heap(v.result()).mismatch(heap(made)), v.algorithm());
      assertEquals(-1, heap(v.plain()).mismatch(heap(back)), v.algorithm());
    }
    for (CryptoVector v : CryptoVector.hashes()) {
      byte[] digest = new byte[v.result().length];
      crypto.hash(HashAlgorithm.valueOf(v.algorithm()), heap(v.plain()), heap(digest));
      assertEquals(-1, heap(v.result()).mismatch(heap(digest)), v.algorithm());
    }
  }

  /** Twice, so that the second call finds memory that both sides map. */
  @Test
  void sealsAndOpensInSharedMemory() {
    int bytes = 3_000_000;
    MemorySegment memory = session.allocate(bytes + CryptoApi.TAG_BYTES);
    byte[] plain = new byte[bytes];
    new Random(3).nextBytes(plain);
    KeyHandle key = crypto.importKey(CipherAlgorithm.AES_256_GCM, heap(new byte[32]));
    for (byte round = 1; round < 3; round++) {
      MemorySegment iv = heap(new byte[12]).fill(round);
      MemorySegment data = memory.asSlice(0, bytes).copyFrom(heap(plain));
      crypto.seal(key, iv, heap(new byte[0]), data, memory);
      assertTrue(data.mismatch(heap(plain)) >= 0, "nothing was encrypted");
      crypto.open(key, iv, heap(new byte[0]), memory, data);
      assertEquals(-1, data.mismatch(heap(plain)));
    }
  }

  @Test
  void digestsInParts() {
    byte[] data = new byte[100_000];
    new Random(4).nextBytes(data);
    byte[] whole = new byte[48];
    crypto.hash(HashAlgorithm.SHA384, heap(data), heap(whole));
    HashHandle hash = crypto.beginHash(HashAlgorithm.SHA384);
    crypto.updateHash(hash, heap(data).asSlice(0, 33_333));
    crypto.updateHash(hash, heap(data).asSlice(33_333));
    assertEquals(-1, crypto.finishHash(hash).mismatch(heap(whole)));
  }

  @Test
  void tellsAChangedMessageFromOtherFailures() {
    KeyHandle key = crypto.importKey(CipherAlgorithm.AES_128_GCM, heap(new byte[16]));
    MemorySegment result = heap(new byte[84]).fill((byte) 9);
    var error =
        assertThrows(
            ResourceException.class,
            () ->
                crypto.open(
                    key, heap(new byte[12]), heap(new byte[0]), heap(new byte[100]), result));
    assertEquals(ErrorCode.CORRUPT, error.code());
    assertEquals(-1, result.mismatch(heap(new byte[84]).fill((byte) 9)));
    crypto.dropKey(key);
    var unknown = assertThrows(ResourceException.class, () -> crypto.dropKey(key));
    assertEquals(ErrorCode.NOT_FOUND, unknown.code());
  }

  private static MemorySegment heap(byte[] bytes) {
    return MemorySegment.ofArray(bytes);
  }
}

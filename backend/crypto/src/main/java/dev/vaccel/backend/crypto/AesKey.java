package dev.vaccel.backend.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * A key of the session as the JDK wants it. {@code SecretKeySpec} would keep a copy that nothing
 * can wipe; this one hands out copies only while a cipher is told the key, and zeroes them after.
 * What remains on the heap is the cipher's expanded key, until it is collected.
 */
final class AesKey implements SecretKey {
  private static final long serialVersionUID = 1L;

  private final transient MemorySegment bytes;
  private final transient List<byte[]> handedOut = new ArrayList<>();

  /**
   * A key in memory of the session.
   *
   * @param bytes valid as long as the key is used
   */
  AesKey(MemorySegment bytes) {
    this.bytes = bytes;
  }

  /** Tells a cipher the key; {@code parameters} as in {@link Cipher#init}. */
  void init(Cipher cipher, boolean encrypt, @Nullable AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    int mode = encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    try {
      if (parameters == null) {
        cipher.init(mode, this);
      } else {
        cipher.init(mode, this, parameters);
      }
    } finally {
      handedOut.forEach(copy -> Arrays.fill(copy, (byte) 0));
      handedOut.clear();
    }
  }

  @Override
  public String getAlgorithm() {
    return "AES";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public byte[] getEncoded() {
    byte[] copy = bytes.toArray(ValueLayout.JAVA_BYTE);
    handedOut.add(copy);
    return copy;
  }

  /** Nothing of the key. */
  @Override
  public String toString() {
    return "AES key";
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key does not leave its session");
  }
}

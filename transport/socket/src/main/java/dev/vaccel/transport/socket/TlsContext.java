package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads keys and trusted certificates, PKCS12 or PEM, into the JDK's TLS context. */
final class TlsContext {
  private static final int MAX_FILE_BYTES = 1 << 20;

  private TlsContext() {}

  /**
   * The context of one connection or listener.
   *
   * @throws ConfigException naming the file that cannot be used and why
   */
  static SSLContext read(LinkOptions options) {
    char[] password = options.password() == null ? new char[0] : options.password().toCharArray();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keyManagers(options.key(), password), trustManagers(options.trust(), password), null);
      return context;
    } catch (GeneralSecurityException failure) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "TLS cannot be set up with key "
              + options.key()
              + " and trust "
              + options.trust()
              + ": "
              + failure.getMessage(),
          failure);
    }
  }

  private static KeyManager @Nullable [] keyManagers(@Nullable Path file, char[] password)
      throws GeneralSecurityException {
    if (file == null) {
      return null;
    }
    KeyStore keys = keys(file, password);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password);
    return factory.getKeyManagers();
  }

  private static KeyStore keys(Path file, char[] password) throws GeneralSecurityException {
    byte[] content = content(file);
    KeyStore keys =
        isPem(content) ? pemKeys(file, content, password) : pkcs12(file, content, password);
    for (String alias : Collections.list(keys.aliases())) {
      if (keys.isKeyEntry(alias)) {
        return keys;
      }
    }
    throw invalid(file, "it holds no private key; expected one and its certificate", null);
  }

  private static KeyStore pemKeys(Path file, byte[] content, char[] password)
      throws GeneralSecurityException {
    Pem pem = Pem.read(file, content);
    List<Certificate> chain = pem.certificates();
    if (chain.isEmpty()) {
      throw invalid(file, "it holds no certificate; expected the key and its certificate", null);
    }
    PrivateKey key = pem.privateKey(chain.getFirst().getPublicKey().getAlgorithm());
    KeyStore keys = emptyStore();
    keys.setKeyEntry("key", key, password, chain.toArray(Certificate[]::new));
    return keys;
  }

  private static TrustManager @Nullable [] trustManagers(@Nullable Path file, char[] password)
      throws GeneralSecurityException {
    if (file == null) {
      return null;
    }
    byte[] content = content(file);
    List<Certificate> trusted =
        isPem(content)
            ? Pem.read(file, content).certificates()
            : certificates(pkcs12(file, content, password));
    if (trusted.isEmpty()) {
      throw invalid(file, "it holds no certificate to trust", null);
    }
    KeyStore anchors = emptyStore();
    for (int i = 0; i < trusted.size(); i++) {
      anchors.setCertificateEntry("trusted-" + i, trusted.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    return factory.getTrustManagers();
  }

  private static List<Certificate> certificates(KeyStore store) throws GeneralSecurityException {
    List<Certificate> certificates = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isCertificateEntry(alias)) {
        certificates.add(store.getCertificate(alias));
      }
    }
    return certificates;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException impossible) {
      throw new AssertionError("nothing is read", impossible);
    }
    return store;
  }

  private static KeyStore pkcs12(Path file, byte[] content, char[] password)
      throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(new ByteArrayInputStream(content), password);
      return store;
    } catch (IOException failure) {
      throw invalid(
          file,
          "neither PEM nor a PKCS12 file that the given password opens ("
              + failure.getMessage()
              + ")",
          failure);
    }
  }

  private static byte[] content(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw invalid(file, "larger than " + MAX_FILE_BYTES + " bytes", null);
      }
      return Files.readAllBytes(file);
    } catch (IOException failure) {
      throw invalid(file, "cannot be read: " + failure, failure);
    }
  }

  private static boolean isPem(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
  }

  static ConfigException invalid(Path file, String why, @Nullable Throwable cause) {
    return new ConfigException(ErrorCode.INVALID_CONFIG, "TLS file " + file + ": " + why, cause);
  }
}

package dev.vaccel.fetch;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom servers must be vouched for by. Immutable. */
public final class Authorities {
  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

  // Null: the JDK's, which are read when they are needed.
  private final @Nullable SSLContext trust;

  private Authorities(@Nullable SSLContext trust) {
    this.trust = trust;
  }

  /** Those that the JDK trusts. */
  public static Authorities jdk() {
    return new Authorities(null);
  }

  /**
   * The certificates of a file and no others.
   *
   * @param file PEM blocks, at most 1 MiB; text between them is skipped
   * @throws ConfigException INVALID_CONFIG if it cannot be used
   * @throws IOException if it cannot be read
   */
  public static Authorities of(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw unusable(file, "it has more than " + MAX_BYTES + " bytes", null);
    }
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      Matcher blocks = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      int count = 0;
      while (blocks.find()) {
        byte[] der = Base64.getMimeDecoder().decode(blocks.group(1));
        trusted.setCertificateEntry(
            "authority-" + count++, factory.generateCertificate(new ByteArrayInputStream(der)));
      }
      if (count == 0) {
        throw unusable(file, "no certificate is in it", null);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return new Authorities(context);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(file, Failures.text(e), e);
    }
  }

  SSLContext context() throws IOException {
    try {
      return trust == null ? SSLContext.getDefault() : trust;
    } catch (NoSuchAlgorithmException e) {
      // The only one that is declared; its cause is a trust store that cannot be read.
      throw new IOException(
          "the JDK's certificates (javax.net.ssl.trustStore) cannot be read: " + e.getMessage(), e);
    }
  }

  private static ConfigException unusable(Path file, String why, @Nullable Throwable cause) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "certificates " + file + ": " + why + "; expected PEM blocks",
        cause);
  }
}

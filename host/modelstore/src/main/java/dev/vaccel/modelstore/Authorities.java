package dev.vaccel.modelstore;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom servers must be vouched for by. */
final class Authorities {
  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

  private Authorities() {}

  /** Sockets that trust the certificates of a PEM file and no others; null: those of the JDK. */
  static SSLSocketFactory sockets(@Nullable Path file) throws IOException {
    if (file == null) {
      return (SSLSocketFactory) SSLSocketFactory.getDefault();
    }
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
        Certificate certificate =
            factory.generateCertificate(new java.io.ByteArrayInputStream(der));
        trusted.setCertificateEntry("authority-" + count++, certificate);
      }
      if (count == 0) {
        throw unusable(file, "no certificate is in it", null);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static ConfigException unusable(Path file, String why, @Nullable Throwable cause) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "certificates " + file + ": " + why + "; expected PEM blocks",
        cause);
  }
}

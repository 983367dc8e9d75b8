package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468): certificates, and at most one private key in PKCS8 form.
 *
 * @param file for messages
 */
record Pem(Path file, List<Block> blocks) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** One block: its label and its decoded bytes. */
  static final class Block {
    private final String label;
    private final byte[] der;

    private Block(String label, byte[] der) {
      this.label = label;
      this.der = der;
    }
  }

  /**
   * Reads all blocks; text between them is passed over.
   *
   * @throws ConfigException if a block is cut or is not base64
   */
  static Pem read(Path file, byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String label = matcher.group(1);
      try {
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2).strip());
        blocks.add(new Block(label, der));
      } catch (IllegalArgumentException notBase64) {
        throw TlsContext.invalid(file, "its " + label + " block is not base64", notBase64);
      }
    }
    if (blocks.isEmpty()) {
      throw TlsContext.invalid(file, "it looks like PEM but holds no complete block", null);
    }
    return new Pem(file, List.copyOf(blocks));
  }

  /** The certificates, in the order of the file: for a chain the own one first. */
  List<Certificate> certificates() {
    List<Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.label.equals("CERTIFICATE")) {
        try {
          CertificateFactory factory = CertificateFactory.getInstance("X.509");
          certificates.add(factory.generateCertificate(new ByteArrayInputStream(block.der)));
        } catch (CertificateException failure) {
          throw TlsContext.invalid(
              file, "a certificate cannot be read: " + failure.getMessage(), failure);
        }
      }
    }
    return certificates;
  }

  /**
   * The private key.
   *
   * @param algorithm of the certificate's public key: PKCS8 alone would have to be guessed
   */
  PrivateKey privateKey(String algorithm) {
    for (Block block : blocks) {
      if (block.label.equals("PRIVATE KEY")) {
        try {
          PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(block.der);
          return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (GeneralSecurityException failure) {
          throw TlsContext.invalid(
              file,
              "its private key is not a key for its first certificate (" + algorithm + ")",
              failure);
        }
      }
      if (block.label.endsWith("PRIVATE KEY")) {
        throw TlsContext.invalid(
            file,
            "its key is in the form '"
                + block.label
                + "'; expected unencrypted PKCS8 ('PRIVATE"
                + " KEY'): openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8",
            null);
      }
    }
    throw TlsContext.invalid(file, "it holds no private key", null);
  }
}

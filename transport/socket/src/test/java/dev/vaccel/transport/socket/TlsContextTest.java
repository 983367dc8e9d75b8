package dev.vaccel.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.testing.TlsFiles;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsContextTest {
  @TempDir private Path directory;

  private static String complaint(LinkOptions options) {
    ConfigException invalid = assertThrows(ConfigException.class, () -> TlsContext.read(options));
    assertEquals(ErrorCode.INVALID_CONFIG, invalid.code());
    return invalid.getMessage();
  }

  private String complaintAboutKey(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("key"), content);
    String complaint = complaint(LinkOptions.DEFAULT.withTls(file, null, null));
    assertTrue(complaint.contains(file.toString()), complaint);
    return complaint;
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent.p12", "guest.p12", "agent.pem", "guest.pem", "stranger.pem"})
  void readsKeysOfBothFormsAndSeveralAlgorithms(String key) {
    Path trust = TlsFiles.file("trust.p12");
    assertNotNull(
        TlsContext.read(LinkOptions.DEFAULT.withTls(TlsFiles.file(key), trust, TlsFiles.PASSWORD)));
  }

  @Test
  void saysThatThePasswordDoesNotOpenTheFile() {
    Path key = TlsFiles.file("agent.p12");
    String complaint = complaint(LinkOptions.DEFAULT.withTls(key, null, "swordfish"));
    assertTrue(complaint.contains("neither PEM nor a PKCS12 file"), complaint);
    assertTrue(!complaint.contains("swordfish"), "no secrets in messages");
  }

  @Test
  void namesAMissingFile() {
    Path key = directory.resolve("missing.pem");
    String complaint = complaint(LinkOptions.DEFAULT.withTls(key, null, null));
    assertTrue(complaint.contains("missing.pem: cannot be read"), complaint);
  }

  @Test
  void namesAFileThatIsNothingOfTheKind() throws IOException {
    assertTrue(complaintAboutKey("hello").contains("neither PEM nor a PKCS12"));
    assertTrue(complaintAboutKey("").contains("neither PEM nor a PKCS12"));
    assertTrue(
        complaintAboutKey("-----BEGIN PRIVATE KEY-----\nAAAA").contains("no complete block"));
  }

  @Test
  void saysHowToConvertAnotherKeyForm() throws IOException {
    String certificate = Files.readString(TlsFiles.file("agent.crt"));
    String complaint =
        complaintAboutKey(certificate + TlsFiles.block("EC PRIVATE KEY", new byte[] {1, 2}));
    assertTrue(complaint.contains("openssl pkcs8 -topk8"), complaint);
    complaint =
        complaintAboutKey(certificate + TlsFiles.block("ENCRYPTED PRIVATE KEY", new byte[] {1}));
    assertTrue(complaint.contains("-nocrypt"), complaint);
  }

  @Test
  void saysWhatIsMissingInAPemFile() throws IOException {
    String certificate = Files.readString(TlsFiles.file("agent.crt"));
    assertTrue(complaintAboutKey(certificate).contains("holds no private key"));
    String key = TlsFiles.block("PRIVATE KEY", new byte[] {1, 2, 3});
    assertTrue(complaintAboutKey(key).contains("holds no certificate"));
    assertTrue(
        complaintAboutKey(certificate + key).contains("not a key for its first certificate"));
    assertTrue(
        complaintAboutKey(TlsFiles.block("CERTIFICATE", new byte[] {1, 2, 3}))
            .contains("a certificate cannot be read"));
  }

  @Test
  void saysThatAKeystoreHoldsNoKey() {
    Path trust = TlsFiles.file("trust.p12");
    String complaint = complaint(LinkOptions.DEFAULT.withTls(trust, null, TlsFiles.PASSWORD));
    assertTrue(complaint.contains("holds no private key"), complaint);
  }

  @Test
  void refusesToTrustNobody() throws IOException {
    Path file = Files.writeString(directory.resolve("t"), TlsFiles.block("X", new byte[] {1}));
    String complaint = complaint(LinkOptions.DEFAULT.withTls(null, file, null));
    assertTrue(complaint.contains("no certificate to trust"), complaint);
  }

  @Test
  void listenersNeedAKey() {
    Address address = Address.parse("tls://127.0.0.1:0");
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> new SocketTransportProvider().listen(address, LinkOptions.DEFAULT));
    assertTrue(refused.getMessage().contains("needs its private key and certificate"));
  }
}

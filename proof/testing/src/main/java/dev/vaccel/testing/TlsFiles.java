package dev.vaccel.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority, an agent and a guest that it vouches for, and a stranger; made by keytool. */
public final class TlsFiles {
  /** Of every PKCS12 file. */
  public static final String PASSWORD = "open sesame";

  private static final Path DIRECTORY = create();

  private TlsFiles() {}

  private static Path create() {
    try {
      Path directory = Files.createTempDirectory("vaccel-tls");
      Path all = directory.resolve("all.p12");
      keytool(all, "authority", "-ext", "bc:c", "-keyalg", "EC");
      String hosts = "san=dns:localhost,ip:127.0.0.1";
      keytool(all, "agent", "-signer", "authority", "-ext", hosts, "-keyalg", "EC");
      keytool(all, "guest", "-signer", "authority", "-keyalg", "RSA");
      keytool(all, "stranger", "-ext", hosts, "-keyalg", "EC");
      KeyStore store = KeyStore.getInstance(all.toFile(), PASSWORD.toCharArray());
      for (String name : List.of("authority", "agent", "guest", "stranger")) {
        Key key = store.getKey(name, PASSWORD.toCharArray());
        Certificate[] chain = store.getCertificateChain(name);
        writePkcs12(directory.resolve(name + ".p12"), key, chain);
        String keyBlock = block("PRIVATE KEY", key.getEncoded());
        Files.writeString(directory.resolve(name + ".pem"), keyBlock + certificates(chain));
        Files.writeString(directory.resolve(name + ".crt"), certificates(chain[0]));
      }
      writeTrust(directory.resolve("trust.p12"), store.getCertificate("authority"));
      return directory;
    } catch (IOException | GeneralSecurityException | InterruptedException failure) {
      throw new AssertionError("no keys for TLS", failure);
    }
  }

  private static void keytool(Path store, String name, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of("-validity", "2"));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(Deadline.LIMIT.toSeconds(), TimeUnit.SECONDS)
        || process.exitValue() != 0) {
      throw new IOException("keytool: " + output);
    }
  }

  private static void writePkcs12(Path file, Key key, Certificate[] chain)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("mine", key, PASSWORD.toCharArray(), chain);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private static void writeTrust(Path file, Certificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", certificate);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private static String certificates(Certificate... chain) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder();
    for (Certificate certificate : chain) {
      text.append("a line of text before the block\n");
      text.append(block("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  /** A PEM block. */
  public static String block(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /**
   * A file by name: {@code agent.p12}, {@code agent.pem} (key and chain), {@code agent.crt}, for
   * {@code authority}, {@code agent}, {@code guest} and {@code stranger}; {@code trust.p12}.
   */
  public static Path file(String name) {
    return DIRECTORY.resolve(name);
  }
}

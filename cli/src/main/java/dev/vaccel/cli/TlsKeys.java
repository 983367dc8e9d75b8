package dev.vaccel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A key and a certificate of 127.0.0.1 for one run.
 *
 * @param key PKCS12 with both
 * @param password a file whose first line opens it
 * @param certificate PEM, what a client trusts
 */
record TlsKeys(Path key, Path password, Path certificate) {
  // Of a file that this user alone can read, and that is gone after the run.
  private static final String PASSWORD = "of this run";

  /** Makes them in a directory, by keytool: Java's API reads certificates but signs none. */
  static TlsKeys make(Path directory) throws IOException {
    TlsKeys keys =
        new TlsKeys(
            directory.resolve("agent.p12"),
            directory.resolve("password"),
            directory.resolve("agent.crt"));
    Files.writeString(keys.password, PASSWORD);
    keytool(
        "-genkeypair -alias agent -dname CN=agent -keyalg EC -validity 2 -ext san=ip:127.0.0.1",
        keys.key);
    Files.writeString(keys.certificate, pem(keys.key));
    return keys;
  }

  private static void keytool(String arguments, Path store) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Process process = AtExit.begin(builder::start, Process::destroy);
    String output;
    try (InputStream said = process.getInputStream()) {
      output = new String(said.readAllBytes(), StandardCharsets.UTF_8).strip();
    } finally {
      AtExit.ended(process);
    }
    if (process.onExit().join().exitValue() != 0) {
      throw Failure.failed("keytool made no key for tls: " + output);
    }
  }

  private static String pem(Path store) throws IOException {
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      byte[] der = keys.getCertificate("agent").getEncoded();
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot read the key that keytool made: " + e.getMessage(), e);
    }
  }
}

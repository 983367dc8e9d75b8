package dev.vaccel.vm;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a machine is booted for: a program with arguments, which reach it byte for byte, and its
 * environment. Each has a word of its own that marks its output on the console.
 */
public final class GuestCommand {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int TOKEN_BYTES = 16;
  private static final String ADDRESS = "VACCEL_ADDRESS";

  private final List<byte[]> arguments;
  private final Map<String, String> environment;
  private final String token;

  private GuestCommand(List<byte[]> arguments, Map<String, String> environment) {
    if (arguments.isEmpty() || arguments.getFirst().length == 0) {
      throw new ConfigException(ErrorCode.INVALID_CONFIG, "no command to run in the guest");
    }
    environment.forEach(GuestCommand::check);
    this.arguments = arguments;
    this.environment = new TreeMap<>(environment);
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    this.token = HexFormat.of().formatHex(random);
  }

  /**
   * A command.
   *
   * @param arguments the program, which the guest looks for in its PATH, and its arguments
   * @param environment further variables
   */
  public static GuestCommand of(List<String> arguments, Map<String, String> environment) {
    return ofBytes(
        arguments.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList(),
        environment);
  }

  /** As {@link #of}, where bytes need not be text. */
  public static GuestCommand ofBytes(List<byte[]> arguments, Map<String, String> environment) {
    List<byte[]> copy = arguments.stream().map(byte[]::clone).toList();
    for (byte[] argument : copy) {
      for (byte b : argument) {
        if (b == 0) {
          throw new ConfigException(
              ErrorCode.INVALID_CONFIG, "an argument of the guest's command has a NUL in it");
        }
      }
    }
    return new GuestCommand(copy, environment);
  }

  private static void check(String name, String value) {
    if (!NAME.matcher(name).matches() || value.indexOf('\0') >= 0) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "environment variable '" + name + "': expected letters, digits and _");
    }
  }

  /** The word that marks its output. */
  String token() {
    return token;
  }

  /**
   * Writes what a machine boots for it.
   *
   * @param image from {@link GuestImage}
   * @param port of the agent, as guests see it
   * @param file to be written
   */
  public void writeBehind(Path image, long port, Path file) throws IOException {
    Map<String, String> complete = new TreeMap<>();
    complete.put(ADDRESS, "vsock://2:" + port);
    complete.putAll(environment);
    new Initramfs()
        .file(GuestImage.TOKEN, token)
        .file(GuestImage.COMMAND, script(complete))
        .writeBehind(image, file);
  }

  private byte[] script(Map<String, String> variables) {
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    variables.forEach(
        (name, value) -> {
          script.writeBytes(("export " + name + "=").getBytes(StandardCharsets.UTF_8));
          script.writeBytes(ShellWords.quote(List.of(value.getBytes(StandardCharsets.UTF_8))));
          script.write('\n');
        });
    script.writeBytes("exec ".getBytes(StandardCharsets.UTF_8));
    script.writeBytes(ShellWords.quote(arguments));
    script.write('\n');
    return script.toByteArray();
  }
}

package dev.vaccel.cli;

import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent listens: as asked, else on a unix socket in the user's runtime directory, else in
 * a temporary directory of its own.
 *
 * @param addresses at least one
 * @param temporary the directory made for it; null: none
 */
record DefaultSocket(List<Address> addresses, @Nullable TemporaryDirectory temporary)
    implements AutoCloseable {
  private static final String NAME = "vaccel.sock";

  static DefaultSocket ifNeeded(List<String> listen) throws IOException {
    if (!listen.isEmpty()) {
      List<Address> addresses = new ArrayList<>();
      for (String text : listen) {
        addresses.add(Address.parse(text));
      }
      return new DefaultSocket(addresses, null);
    }
    Path runtime = runtimeDirectory();
    if (runtime != null) {
      return new DefaultSocket(List.of(at(runtime)), null);
    }
    TemporaryDirectory temporary = TemporaryDirectory.create("vaccel-");
    return new DefaultSocket(List.of(at(temporary.path())), temporary);
  }

  /** The socket that an agent of this user has by default; null where there is no such place. */
  static @Nullable Address usual() {
    Path runtime = runtimeDirectory();
    return runtime == null ? null : at(runtime);
  }

  private static Address at(Path directory) {
    return Address.parse("unix://" + directory.resolve(NAME));
  }

  // Source: XDG base directory specification; systemd makes /run/user/UID at login.
  private static @Nullable Path runtimeDirectory() {
    String named = System.getenv("XDG_RUNTIME_DIR");
    if (named != null && named.startsWith("/") && Files.isWritable(Path.of(named))) {
      return Path.of(named);
    }
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Path directory = Path.of("/run/user/" + uid);
      return Files.isWritable(directory) ? directory : null;
    } catch (IOException | UnsupportedOperationException _) {
      return null;
    }
  }

  @Override
  public void close() {
    if (temporary != null) {
      temporary.close();
    }
  }
}

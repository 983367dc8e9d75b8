package dev.vaccel.backend.tensor;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a framework's native part is installed: one directory for each name and version. */
public final class FrameworkDirectory {
  /** Written last: a directory without it is not complete. */
  public static final String COMPLETE = ".complete";

  private FrameworkDirectory() {}

  /**
   * Below the XDG base directory for data. Of this user alone: a shared folder could be planted.
   */
  public static Path home() {
    String xdg = System.getenv("XDG_DATA_HOME");
    Path base =
        xdg != null && xdg.startsWith("/")
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home", "."), ".local", "share");
    return base.resolve("vaccel").resolve("backends");
  }

  /** The directory of a framework, installed or not. */
  public static Path of(Path home, FrameworkPackage framework) {
    return home.resolve(framework.name() + "-" + framework.version());
  }

  /**
   * The directory of an installed framework.
   *
   * @throws UnsupportedException NO_BACKEND with the command that installs it
   */
  public static Path require(Path home, FrameworkPackage framework) {
    Path directory = of(home, framework);
    if (!Files.exists(directory.resolve(COMPLETE))) {
      throw new UnsupportedException(
          ErrorCode.NO_BACKEND,
          "needs "
              + framework.name()
              + " "
              + framework.version()
              + ", which is not installed: vaccel backend add "
              + framework.name());
    }
    return directory;
  }
}

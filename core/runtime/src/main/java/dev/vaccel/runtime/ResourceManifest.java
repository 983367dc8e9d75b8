package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The content of a resource. Its name is {@link #id()}: for a file the hash of its content, so that
 * the file's name does not matter; for a directory the hash of the list of paths, lengths and
 * hashes.
 *
 * @param directory whether it is a directory tree
 * @param files its files by rising path; exactly one if it is no directory
 */
public record ResourceManifest(boolean directory, List<ResourceFile> files) {
  /** Most files of one resource. */
  public static final int MAX_FILES = 4096;

  private static final int MAX_PATH = 512;
  private static final int MAX_NAME = 200;
  private static final int MAX_DEPTH = 32;

  /** Checks every path: relative, inside the tree, printable; and that none stands twice. */
  public ResourceManifest {
    files = List.copyOf(files);
    if (files.size() > MAX_FILES || (!directory && files.size() != 1)) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "resource of "
              + files.size()
              + " files: expected 1 file or a tree of at most "
              + MAX_FILES);
    }
    Set<String> paths = new HashSet<>();
    long total = 0;
    for (ResourceFile file : files) {
      checkPath(file.path(), directory);
      total += file.lengthBytes();
      if (file.lengthBytes() < 0 || total < 0 || !paths.add(file.path())) {
        throw new InvalidArgumentException(
            ErrorCode.INVALID_ARGUMENT,
            "resource file '"
                + file.path()
                + "': stands twice, or its length is negative or makes the sum overflow");
      }
    }
    for (String path : paths) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        if (paths.contains(path.substring(0, slash))) {
          throw new InvalidArgumentException(
              ErrorCode.INVALID_ARGUMENT,
              "resource file '" + path + "': lies below another file of the resource");
        }
      }
    }
  }

  private static void checkPath(String path, boolean directory) {
    boolean sound = !path.isEmpty() && path.length() <= MAX_PATH;
    for (int i = 0; i < path.length() && sound; i++) {
      char c = path.charAt(i);
      sound = c >= ' ' && c != 0x7f && c != '\\' && !Character.isSurrogate(c);
    }
    String[] names = path.split("/", -1);
    sound &= names.length <= (directory ? MAX_DEPTH : 1);
    for (String name : names) {
      sound &=
          !name.isEmpty()
              && !name.equals(".")
              && !name.equals("..")
              && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME;
    }
    if (!sound) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "resource file name '"
              + path.replaceAll("\\p{Cntrl}", "?")
              + "': expected a relative path inside the resource, without '..', '\\' or control"
              + " characters");
    }
  }

  /** Sum of the files' lengths. */
  public long totalBytes() {
    long total = 0;
    for (ResourceFile file : files) {
      total += file.lengthBytes();
    }
    return total;
  }

  /** Files and directories that it takes to lay the resource out. */
  public int entries() {
    Set<String> directories = new HashSet<>();
    for (ResourceFile file : files) {
      String path = file.path();
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        directories.add(path.substring(0, slash));
      }
    }
    return 1 + directories.size() + files.size();
  }

  /** The resource's name. */
  public ResourceId id() {
    if (!directory) {
      return files.getFirst().hash();
    }
    StringBuilder text = new StringBuilder("vaccel-tree-1\n");
    for (ResourceFile file : files) {
      text.append(file.hash().sha256())
          .append(' ')
          .append(file.lengthBytes())
          .append(' ')
          .append(file.path())
          .append('\n');
    }
    return ResourceId.of(
        ContentHash.sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8)));
  }
}

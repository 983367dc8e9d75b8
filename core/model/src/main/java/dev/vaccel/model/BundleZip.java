package dev.vaccel.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Unpacks a zipped bundle. A zip comes from strangers: names that leave the bundle, names twice,
 * too many entries and content that swells beyond reason end it before anything is kept.
 */
final class BundleZip {
  static final int MAX_ENTRIES = 4096;

  /** As large as a model may get: protobuf's and the wire's 2 GiB, with room for data beside it. */
  static final long MAX_TOTAL_BYTES = 8L << 30;

  /** DEFLATE reaches 1032:1; weights hardly compress, JSON and labels are small. */
  static final long MAX_RATIO = 100;

  /** Below this size the ratio does not matter. */
  private static final long RATIO_FREE_BYTES = 1 << 20;

  private BundleZip() {}

  /** Unpacks the entries that {@code wanted} takes by name into an existing empty directory. */
  static void extract(Path zipFile, Path target, Predicate<String> wanted) {
    String zipName = String.valueOf(zipFile.getFileName());
    try (ZipFile zip = new ZipFile(zipFile.toFile())) {
      List<ZipEntry> entries = checkedEntries(zipName, zip);
      String prefix = wrapper(entries);
      long total = 0;
      for (ZipEntry entry : entries) {
        String name = entry.getName().substring(prefix.length());
        if (!wanted.test(name)) {
          continue;
        }
        Path file = target.resolve(name);
        Path parent = file.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        total += copy(zipName, zip, entry, file, MAX_TOTAL_BYTES - total);
      }
    } catch (ZipException e) {
      throw BundleErrors.corrupt(zipName + " is a damaged zip: " + e.getMessage(), e);
    } catch (IOException e) {
      throw BundleErrors.unreadable(zipName, e);
    }
  }

  private static List<ZipEntry> checkedEntries(String zipName, ZipFile zip) {
    if (zip.size() > MAX_ENTRIES) {
      throw BundleErrors.corrupt(
          zipName + " has " + zip.size() + " entries: expected at most " + MAX_ENTRIES);
    }
    List<ZipEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long total = 0;
    for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
      String name = entry.getName();
      String plain = entry.isDirectory() ? name.substring(0, name.length() - 1) : name;
      if (!BundlePaths.isPlain(plain)) {
        throw BundleErrors.corrupt(
            zipName + ": entry \"" + name + "\": expected a relative path inside the bundle");
      }
      if (!names.add(plain)) {
        throw BundleErrors.corrupt(zipName + ": entry \"" + name + "\" is there twice");
      }
      total += Math.max(0, entry.getSize());
      if (total > MAX_TOTAL_BYTES || total < 0) {
        throw tooLarge(zipName);
      }
      if (!entry.isDirectory()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** The one folder around everything, as {@code zip -r NAME.zip NAME} makes; empty if none. */
  private static String wrapper(List<ZipEntry> entries) {
    if (entries.isEmpty()) {
      return "";
    }
    String first = entries.getFirst().getName();
    String prefix = first.substring(0, first.indexOf('/') + 1);
    return entries.stream().allMatch(entry -> entry.getName().startsWith(prefix)) ? prefix : "";
  }

  /** Copies with limits on what really comes out: the sizes in a zip may lie. */
  private static long copy(String zipName, ZipFile zip, ZipEntry entry, Path file, long left)
      throws IOException {
    long packed = Math.max(1, entry.getCompressedSize());
    long written = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out = Files.newOutputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        written += n;
        if (written > left) {
          throw tooLarge(zipName);
        }
        if (written > RATIO_FREE_BYTES && written / packed > MAX_RATIO) {
          throw BundleErrors.corrupt(
              zipName
                  + ": entry \""
                  + entry.getName()
                  + "\" swells more than "
                  + MAX_RATIO
                  + " times when unpacked");
        }
        out.write(buffer, 0, n);
      }
    }
    return written;
  }

  private static RuntimeException tooLarge(String zipName) {
    return BundleErrors.corrupt(
        zipName + " unpacks to more than " + MAX_TOTAL_BYTES + " bytes, the most accepted");
  }
}

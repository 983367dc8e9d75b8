package dev.vaccel.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFilesTest {
  private static final byte[] LIBRARY = new byte[1 << 20];

  static {
    Arrays.fill(LIBRARY, (byte) 7);
  }

  @TempDir Path folder;
  private Path jar;

  @BeforeEach
  void writeJar() throws IOException {
    jar = writeJar("a.jar", LIBRARY);
  }

  @Test
  void unpacksOnePlatformOnce() throws IOException {
    Path directory = NativeFiles.unpack(jar, "linux-x64", folder.resolve("cache"));
    assertEquals(List.of("libone.so", "libtwo.so"), names(directory));
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
    FileTime old = FileTime.fromMillis(1000);
    Files.setLastModifiedTime(directory.resolve("libone.so"), old);
    assertEquals(directory, NativeFiles.unpack(jar, "linux-x64", folder.resolve("cache")));
    assertEquals(old, Files.getLastModifiedTime(directory.resolve("libone.so")));
  }

  @Test
  void replacesWhatWasCutShort() throws IOException {
    Path directory = NativeFiles.unpack(jar, "linux-x64", folder.resolve("cache"));
    Files.write(directory.resolve("libone.so"), new byte[5]);
    NativeFiles.unpack(jar, "linux-x64", folder.resolve("cache"));
    assertEquals(-1, Files.mismatch(directory.resolve("libone.so"), write("lib", LIBRARY)));
  }

  @Test
  void anotherBuildGetsAnotherDirectory() throws IOException {
    Path first = NativeFiles.unpack(jar, "linux-x64", folder.resolve("cache"));
    byte[] changed = LIBRARY.clone();
    changed[5] = 1;
    Path second =
        NativeFiles.unpack(writeJar("b.jar", changed), "linux-x64", folder.resolve("cache"));
    assertEquals(false, first.equals(second));
  }

  @Test
  void manyAtOnceEndWithOneWholeSetAndNoLeftovers() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Path>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(() -> NativeFiles.unpack(jar, "linux-x64", folder.resolve("cache"))));
      }
      for (Future<Path> each : all) {
        each.get();
      }
      assertEquals(List.of("libone.so", "libtwo.so"), names(all.getFirst().get()));
    }
  }

  @Test
  void platformWithoutLibrariesFails() {
    assertThrows(
        IOException.class, () -> NativeFiles.unpack(jar, "linux-mips", folder.resolve("cache")));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path writeJar(String name, byte[] library) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry :
          List.of(
              "ai/onnxruntime/native/linux-x64/libone.so",
              "ai/onnxruntime/native/linux-x64/libtwo.so",
              "ai/onnxruntime/native/linux-x64/debug/libone.yml",
              "ai/onnxruntime/native/win-x64/one.dll")) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(library);
      }
    }
    return file;
  }
}

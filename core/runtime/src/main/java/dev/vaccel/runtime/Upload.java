package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UploadListener;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sends what an agent lacks of one resource.
 *
 * @param control the session's control API
 * @param manifest the resource
 * @param root the file or directory that the manifest describes
 */
record Upload(SessionControl control, ResourceManifest manifest, Path root) {
  private static final int CHUNK_BYTES = 4 << 20;

  void run(UploadListener listener) {
    List<MissingFile> missing = control.announce(manifest);
    if (missing.isEmpty()) {
      listener.progress(0, 0);
      return;
    }
    Set<String> wanted = new HashSet<>();
    missing.forEach(m -> wanted.add(m.file().sha256()));
    long total = 0;
    for (ResourceFile file : manifest.files()) {
      if (wanted.remove(file.hash().sha256())) {
        total += file.lengthBytes() - offset(missing, file);
      }
    }
    long sent = 0;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate(CHUNK_BYTES, 64);
      for (MissingFile gap : missing) {
        for (ResourceFile file : manifest.files()) {
          if (file.hash().equals(gap.file())) {
            sent = send(file, gap.offset(), buffer, sent, total, listener);
            break;
          }
        }
      }
    }
    control.commit(manifest);
  }

  private static long offset(List<MissingFile> missing, ResourceFile file) {
    for (MissingFile gap : missing) {
      if (gap.file().equals(file.hash())) {
        return gap.offset();
      }
    }
    return 0;
  }

  private long send(
      ResourceFile file,
      long from,
      MemorySegment buffer,
      long sentBefore,
      long total,
      UploadListener listener) {
    Path path = manifest.directory() ? root.resolve(file.path()) : root;
    long sent = sentBefore;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long offset = from;
      while (offset < file.lengthBytes()) {
        int wanted = (int) Math.min(CHUNK_BYTES, file.lengthBytes() - offset);
        ByteBuffer target = buffer.asSlice(0, wanted).asByteBuffer();
        while (target.hasRemaining()) {
          if (channel.read(target, offset + target.position()) < 0) {
            throw new EOFException("it became shorter than " + file.lengthBytes() + " bytes");
          }
        }
        control.put(file.hash(), offset, buffer.asSlice(0, wanted));
        offset += wanted;
        sent += wanted;
        listener.progress(sent, total);
      }
    } catch (IOException e) {
      throw new ResourceException(
          ErrorCode.NOT_FOUND, "resource " + path + ": cannot read: " + e, e);
    }
    return sent;
  }
}

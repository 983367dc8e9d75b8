package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The resources of an agent, each stored once however many sessions register it.
 *
 * <pre>
 *  DIR/files/SHA256              content of one file, complete and checked
 *  DIR/incoming/SHA256           content that is being sent, in order
 *  DIR/resources/SHA256/PATH...  a resource under its own names: hard links to files/
 * </pre>
 *
 * What no session holds stays for later sessions until room is needed; then the least recently used
 * goes first. Names come from guests: {@link ResourceManifest} has checked them. The directory is
 * the agent's own (mode 0700), one agent at a time. Thread-safe.
 */
public final class ResourceStore implements AutoCloseable {
  private final StoreLayout layout;
  private final long maxBytes;
  private final long maxResourceBytes;
  // By use: the least recently used first.
  private final Map<ResourceId, Stored> stored = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<ResourceId, Incoming> incoming = new HashMap<>();
  private final Set<ResourceId> files = new HashSet<>();
  private long usedBytes;

  /** A complete resource and the number of sessions that hold it. */
  private static final class Stored {
    private final ResourceManifest manifest;
    private int holders;

    private Stored(ResourceManifest manifest) {
      this.manifest = manifest;
    }
  }

  /** A file that is being sent, and who sends it. */
  private static final class Incoming {
    private final MessageDigest digest = ContentHash.sha256();
    private final Set<Object> senders = new HashSet<>();
    private long bytes;
  }

  /**
   * Opens a store.
   *
   * @param directory created if it is not there; what is in it from before is dropped
   * @param maxBytes most bytes of all files
   * @param maxResourceBytes most bytes of one resource
   */
  public ResourceStore(Path directory, long maxBytes, long maxResourceBytes) {
    this.layout = StoreLayout.open(directory);
    this.maxBytes = maxBytes;
    this.maxResourceBytes = maxResourceBytes;
  }

  /** Bytes of all files, complete or not. */
  public synchronized long usedBytes() {
    return usedBytes;
  }

  /**
   * Announces a resource.
   *
   * @param sender who will send what is missing
   * @return what is missing of it; empty: the caller holds it now, and {@link #release}s it
   * @throws ResourceException STORE_FULL if it cannot fit
   */
  public synchronized List<MissingFile> announce(ResourceManifest manifest, Object sender) {
    if (stored.containsKey(manifest.id())) {
      hold(manifest.id());
      return List.of();
    }
    long bytes = manifest.totalBytes();
    if (bytes > maxResourceBytes) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED,
          "resource of " + bytes + " bytes: one resource may have at most " + maxResourceBytes);
    }
    List<MissingFile> missing = new ArrayList<>();
    Set<ResourceId> seen = new HashSet<>();
    long needed = 0;
    for (ResourceFile file : manifest.files()) {
      if (!files.contains(file.hash()) && seen.add(file.hash())) {
        long have = received(file.hash());
        missing.add(new MissingFile(file.hash(), Math.min(have, file.lengthBytes())));
        needed += Math.max(0, file.lengthBytes() - have);
      }
    }
    makeRoom(needed, seenHashes(manifest));
    for (MissingFile gap : missing) {
      incoming.computeIfAbsent(gap.file(), _ -> new Incoming()).senders.add(sender);
    }
    if (missing.isEmpty()) {
      commit(manifest);
    }
    return missing;
  }

  private long received(ResourceId file) {
    Incoming arriving = incoming.get(file);
    return arriving == null ? 0 : arriving.bytes;
  }

  private static Set<ResourceId> seenHashes(ResourceManifest manifest) {
    Set<ResourceId> hashes = new HashSet<>();
    manifest.files().forEach(f -> hashes.add(f.hash()));
    return hashes;
  }

  /**
   * Adds the next bytes of a file.
   *
   * @throws InvalidArgumentException if they are not the next
   * @throws ResourceException STORE_FULL if the store or its disk is full; what was there stays
   */
  public synchronized void put(ResourceId file, long offset, MemorySegment data) {
    if (files.contains(file)) {
      // Another session completed it meanwhile.
      return;
    }
    Incoming arriving = incoming.get(file);
    if (arriving == null) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, "file " + file.shortName() + " was not announced");
    }
    long have = arriving.bytes;
    if (offset > have || offset < 0) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "part of " + file.shortName() + " at " + offset + ": expected the bytes from " + have);
    }
    long known = have - offset;
    if (known >= data.byteSize()) {
      return;
    }
    MemorySegment fresh = data.asSlice(known);
    if (have + fresh.byteSize() > maxResourceBytes) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED,
          "file " + file.shortName() + ": one resource may have at most " + maxResourceBytes);
    }
    makeRoom(fresh.byteSize(), Set.of(file));
    try (FileChannel channel =
        FileChannel.open(
            layout.incoming(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer source = fresh.asByteBuffer();
      while (source.hasRemaining()) {
        channel.write(source, have + source.position());
      }
    } catch (IOException e) {
      layout.truncate(file, have);
      throw StoreLayout.full("file " + file.shortName(), e);
    }
    arriving.digest.update(fresh.asByteBuffer());
    arriving.bytes += fresh.byteSize();
    usedBytes += fresh.byteSize();
  }

  /**
   * Completes a resource; the caller holds it now, and {@link #release}s it.
   *
   * @throws ResourceException CORRUPT if a file is not what its hash says; it is dropped then
   */
  public synchronized void commit(ResourceManifest manifest) {
    ResourceId id = manifest.id();
    if (stored.containsKey(id)) {
      hold(id);
      return;
    }
    for (ResourceFile file : manifest.files()) {
      if (!files.contains(file.hash())) {
        complete(file);
      } else if (layout.length(file.hash()) != file.lengthBytes()) {
        throw corrupt(file, "has " + layout.length(file.hash()) + " bytes");
      }
    }
    layout.link(id, manifest);
    stored.put(id, new Stored(manifest));
    hold(id);
  }

  private void complete(ResourceFile file) {
    ResourceId hash = file.hash();
    Incoming arriving = incoming.get(hash);
    if (arriving == null || arriving.bytes != file.lengthBytes()) {
      throw corrupt(file, received(hash) + " bytes have arrived");
    }
    ResourceId actual = ResourceId.of(arriving.digest.digest());
    if (!actual.equals(hash)) {
      drop(hash);
      throw corrupt(file, "the SHA-256 of what arrived is " + actual.shortName());
    }
    try {
      if (arriving.bytes == 0) {
        Files.createFile(layout.incoming(hash));
      }
      Files.move(layout.incoming(hash), layout.file(hash), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      drop(hash);
      throw StoreLayout.full("file " + hash.shortName(), e);
    }
    incoming.remove(hash);
    files.add(hash);
  }

  private static ResourceException corrupt(ResourceFile file, String what) {
    return new ResourceException(
        ErrorCode.CORRUPT,
        "file '" + file.path() + "' of " + file.lengthBytes() + " bytes: " + what);
  }

  /** Where a complete resource lies. */
  public synchronized Path path(ResourceId id) {
    Stored resource = stored.get(id);
    if (resource == null) {
      throw new ResourceException(ErrorCode.NOT_FOUND, "resource " + id.shortName() + " is gone");
    }
    return layout.path(id, resource.manifest);
  }

  private void hold(ResourceId id) {
    Stored resource = stored.get(id);
    if (resource != null) {
      resource.holders++;
    }
  }

  /** Ends one hold. */
  public synchronized void release(ResourceId id) {
    Stored resource = stored.get(id);
    if (resource != null && resource.holders > 0) {
      resource.holders--;
    }
  }

  /** Forgets a sender that is gone; an incomplete file that nobody else sends is dropped. */
  public synchronized void abandon(Object sender) {
    for (ResourceId file : List.copyOf(incoming.keySet())) {
      Incoming arriving = incoming.get(file);
      if (arriving != null && arriving.senders.remove(sender) && arriving.senders.isEmpty()) {
        drop(file);
      }
    }
  }

  private void drop(ResourceId file) {
    Incoming arriving = incoming.remove(file);
    if (arriving != null) {
      usedBytes -= arriving.bytes;
      layout.deleteIncoming(file);
    }
  }

  private void makeRoom(long bytes, Set<ResourceId> kept) {
    while (usedBytes + bytes > maxBytes) {
      ResourceId victim = null;
      for (Map.Entry<ResourceId, Stored> entry : stored.entrySet()) {
        if (entry.getValue().holders == 0) {
          victim = entry.getKey();
          break;
        }
      }
      if (victim == null) {
        throw new ResourceException(
            ErrorCode.STORE_FULL,
            "the resource store has no room for "
                + bytes
                + " bytes: "
                + usedBytes
                + " of "
                + maxBytes
                + " are in use by open sessions");
      }
      evict(victim, kept);
    }
  }

  private void evict(ResourceId victim, Set<ResourceId> kept) {
    Stored resource = stored.remove(victim);
    layout.unlink(victim);
    if (resource == null) {
      return;
    }
    Set<ResourceId> used = new HashSet<>(kept);
    stored.values().forEach(s -> s.manifest.files().forEach(f -> used.add(f.hash())));
    for (ResourceFile file : resource.manifest.files()) {
      if (!used.contains(file.hash()) && files.remove(file.hash())) {
        usedBytes -= file.lengthBytes();
        layout.deleteFile(file.hash());
      }
    }
  }

  /** Removes the store's content. Idempotent. */
  @Override
  public synchronized void close() {
    stored.clear();
    files.clear();
    incoming.clear();
    usedBytes = 0;
    layout.clear();
  }
}

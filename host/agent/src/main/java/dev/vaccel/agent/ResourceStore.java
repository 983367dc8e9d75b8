package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.runtime.MissingFile;
import dev.vaccel.runtime.ResourceFile;
import dev.vaccel.runtime.ResourceManifest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resources of an agent, each stored once however many sessions register it.
 *
 * <pre>
 *  DIR/files/SHA256              content of one file, complete and checked
 *  DIR/incoming/NUMBER           content that one sender is sending, in order
 *  DIR/resources/SHA256/PATH...  a resource under its own names: hard links to files/
 *  DIR/lock                      held by the agent whose store it is
 * </pre>
 *
 * What no session holds stays for later sessions until room is needed; then the least recently used
 * goes first. Names come from guests: {@link ResourceManifest} has checked them. Thread-safe; the
 * calls of one sender come one at a time.
 */
final class ResourceStore implements AutoCloseable {
  private static final int MAX_ANNOUNCED_FILES = 1 << 18;

  private final StoreLayout layout;
  private final StoredResources complete;
  private final long maxResourceBytes;
  private final Map<Object, SenderFiles> senders = new HashMap<>();
  private int announcedFiles;
  private long lastIncoming;

  /**
   * Opens a store.
   *
   * @param directory created if it is not there; what is in it from before is dropped
   * @param maxBytes most bytes of all files
   * @param maxResourceBytes most bytes of one resource
   * @throws dev.vaccel.api.ConfigException if the directory cannot be used or is in use
   */
  public ResourceStore(Path directory, long maxBytes, long maxResourceBytes) {
    this.layout = StoreLayout.open(directory);
    this.complete = new StoredResources(layout, maxBytes);
    this.maxResourceBytes = maxResourceBytes;
  }

  /** Bytes of all files, complete or not. */
  public synchronized long usedBytes() {
    return complete.usedBytes();
  }

  /** Files that are being sent. */
  public synchronized int incomingFiles() {
    return senders.values().stream().mapToInt(s -> s.incoming().size()).sum();
  }

  /**
   * Announces a resource.
   *
   * @param sender who will send what is missing
   * @return what is missing of it; empty: the caller holds it now, and {@link #release}s it
   * @throws ResourceException STORE_FULL if it cannot fit, EXHAUSTED if it is too large or the
   *     sender has too much announced
   */
  public synchronized List<MissingFile> announce(ResourceManifest manifest, Object sender) {
    ResourceId id = manifest.id();
    if (complete.has(id)) {
      complete.hold(id);
      return List.of();
    }
    long bytes = manifest.totalBytes();
    if (bytes > maxResourceBytes) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED,
          "resource of " + bytes + " bytes: one resource may have at most " + maxResourceBytes);
    }
    SenderFiles from = senders.computeIfAbsent(sender, _ -> new SenderFiles());
    // Announced anew: what has arrived of it is not sent again.
    withdraw(from, id);
    if (from.announced().size() >= SenderFiles.MAX_ANNOUNCED
        || announcedFiles + manifest.files().size() > MAX_ANNOUNCED_FILES) {
      from.unwanted().forEach(file -> drop(from, file));
      throw new ResourceException(
          ErrorCode.EXHAUSTED,
          "too many resources are being sent: "
              + from.announced().size()
              + " by this session; complete one first");
    }
    SenderFiles.Announced announced = new SenderFiles.Announced(manifest, new HashSet<>());
    from.announced().put(id, announced);
    announcedFiles += manifest.files().size();
    try {
      List<MissingFile> missing = missing(from, announced);
      if (missing.isEmpty()) {
        complete.store(id, manifest);
        forget(from, id);
      }
      return missing;
    } catch (RuntimeException e) {
      forget(from, id);
      throw e;
    }
  }

  private List<MissingFile> missing(SenderFiles from, SenderFiles.Announced announced) {
    List<MissingFile> missing = new ArrayList<>();
    Set<ResourceId> seen = new HashSet<>();
    long needed = 0;
    for (ResourceFile file : announced.manifest().files()) {
      if (!seen.add(file.hash())) {
        continue;
      }
      long have = complete.fileBytes(file.hash());
      if (have >= 0) {
        requireLength(file, have);
        announced.pinned().add(file.hash());
        complete.use(file.hash());
        continue;
      }
      SenderFiles.Incoming arriving = from.incoming(file.hash());
      if (arriving == null || arriving.lengthBytes != file.lengthBytes()) {
        drop(from, file.hash());
        arriving = new SenderFiles.Incoming(++lastIncoming, file.lengthBytes());
        from.incoming().put(file.hash(), arriving);
      }
      missing.add(new MissingFile(file.hash(), arriving.bytes));
      needed += file.lengthBytes() - arriving.bytes;
    }
    complete.makeRoom(needed, announced.manifest().entries());
    return missing;
  }

  private static void requireLength(ResourceFile file, long lengthBytes) {
    if (file.lengthBytes() != lengthBytes) {
      throw corrupt(file, "the content with that hash has " + lengthBytes + " bytes");
    }
  }

  /**
   * Adds the next bytes of a file.
   *
   * @throws InvalidArgumentException if they are not the next
   * @throws ResourceException STORE_FULL if the store or its disk is full; what was there stays
   */
  public void put(ResourceId file, long offset, MemorySegment data, Object sender) {
    SenderFiles.Incoming arriving;
    MemorySegment fresh;
    synchronized (this) {
      arriving = arriving(file, sender);
      if (arriving == null) {
        return;
      }
      long have = arriving.bytes;
      if (offset > have || offset < 0) {
        throw new InvalidArgumentException(
            ErrorCode.INVALID_ARGUMENT,
            "part of " + file.shortName() + " at " + offset + ": expected the bytes from " + have);
      }
      if (data.byteSize() > arriving.lengthBytes - offset) {
        throw new InvalidArgumentException(
            ErrorCode.INVALID_ARGUMENT,
            "part of "
                + file.shortName()
                + " up to "
                + (offset + data.byteSize())
                + ": announced were "
                + arriving.lengthBytes
                + " bytes");
      }
      if (have - offset >= data.byteSize()) {
        return;
      }
      fresh = data.asSlice(have - offset);
      complete.makeRoom(fresh.byteSize(), 0);
      complete.take(fresh.byteSize());
    }
    // Not under the lock: the disk may be slow, and other sessions have nothing to do with it.
    boolean done = false;
    try {
      layout.append(arriving.number, arriving.bytes, fresh);
      arriving.digest().update(fresh.asByteBuffer());
      arriving.bytes += fresh.byteSize();
      done = true;
    } catch (IOException e) {
      layout.truncate(arriving.number, arriving.bytes);
      throw StoreLayout.full("file " + file.shortName(), e);
    } finally {
      if (!done) {
        giveBack(fresh.byteSize());
      }
    }
  }

  private synchronized void giveBack(long bytes) {
    complete.giveBack(bytes);
  }

  /** Where a part goes; null if the file is complete already, by another sender. */
  private SenderFiles.@Nullable Incoming arriving(ResourceId file, Object sender) {
    SenderFiles from = senders.get(sender);
    SenderFiles.Incoming arriving = from == null ? null : from.incoming(file);
    if (arriving == null) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, "file " + file.shortName() + " was not announced");
    }
    return complete.fileBytes(file) >= 0 ? null : arriving;
  }

  /**
   * Completes a resource; the caller holds it now, and {@link #release}s it.
   *
   * @throws ResourceException CORRUPT if something is missing, or if a file is not what its hash
   *     says; in the second case all of it is to be sent again
   */
  public synchronized void commit(ResourceManifest manifest, Object sender) {
    ResourceId id = manifest.id();
    SenderFiles from = senders.get(sender);
    SenderFiles.Announced announced = from == null ? null : from.announced().get(id);
    if (complete.has(id)) {
      if (from != null) {
        forget(from, id);
      }
      complete.hold(id);
      return;
    }
    if (from == null || announced == null) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT, "resource " + id.shortName() + " was not announced");
    }
    Map<ResourceId, ResourceFile> arrived = new LinkedHashMap<>();
    for (ResourceFile file : manifest.files()) {
      long have = complete.fileBytes(file.hash());
      if (have >= 0) {
        requireLength(file, have);
      } else {
        requireAll(from, file);
        arrived.put(file.hash(), file);
      }
    }
    // From here on it is all or nothing: hashes that were asked for once cannot be continued.
    try {
      for (ResourceFile file : arrived.values()) {
        finish(from, announced, file);
      }
      complete.store(id, manifest);
    } finally {
      forget(from, id);
    }
  }

  private static void requireAll(SenderFiles from, ResourceFile file) {
    SenderFiles.Incoming arriving = from.incoming(file.hash());
    long bytes = arriving == null ? 0 : arriving.bytes;
    if (arriving == null || bytes != file.lengthBytes()) {
      throw corrupt(file, bytes + " bytes have arrived");
    }
  }

  private void finish(SenderFiles from, SenderFiles.Announced announced, ResourceFile file) {
    ResourceId hash = file.hash();
    SenderFiles.Incoming arriving = from.incoming().get(hash);
    if (arriving == null) {
      throw corrupt(file, "0 bytes have arrived");
    }
    ResourceId actual = ResourceId.of(arriving.digest().digest());
    if (!actual.equals(hash)) {
      throw corrupt(file, "the SHA-256 of what arrived is " + actual.shortName());
    }
    try {
      layout.complete(arriving.number, hash, arriving.bytes == 0);
    } catch (IOException e) {
      throw StoreLayout.full("file " + hash.shortName(), e);
    }
    from.incoming().remove(hash);
    // Pinned until the resource has it, so that it goes if the resource does not come to be.
    complete.addFile(hash, arriving.bytes);
    announced.pinned().add(hash);
  }

  private static ResourceException corrupt(ResourceFile file, String what) {
    return new ResourceException(
        ErrorCode.CORRUPT,
        "file '" + file.path() + "' of " + file.lengthBytes() + " bytes: " + what);
  }

  /**
   * Takes in a resource that lies on this machine and stays as it is; the caller holds it now, and
   * {@link #release}s it. On the same file system it is linked and outlives its source; else it is
   * used where it lies.
   *
   * @param path its file or directory, whose content is known to be the manifest's
   */
  public synchronized void adopt(ResourceManifest manifest, Path path) {
    complete.adopt(manifest, path);
  }

  /** Where a complete resource lies. */
  public synchronized Path path(ResourceId id) {
    return complete.path(id);
  }

  /** Ends one hold. */
  public synchronized void release(ResourceId id) {
    complete.release(id);
  }

  /** Forgets a sender that is gone, and what it did not complete. */
  public synchronized void abandon(Object sender) {
    SenderFiles from = senders.get(sender);
    if (from != null) {
      List.copyOf(from.announced().keySet()).forEach(id -> forget(from, id));
      senders.remove(sender);
    }
  }

  /** Forgets an announcement and what has arrived for it alone. */
  private void forget(SenderFiles from, ResourceId id) {
    withdraw(from, id);
    from.unwanted().forEach(file -> drop(from, file));
  }

  private void withdraw(SenderFiles from, ResourceId id) {
    SenderFiles.Announced announced = from.announced().remove(id);
    if (announced != null) {
      announcedFiles -= announced.manifest().files().size();
      announced.pinned().forEach(complete::unuse);
    }
  }

  private void drop(SenderFiles from, ResourceId file) {
    SenderFiles.Incoming arriving = from.incoming().remove(file);
    if (arriving != null) {
      complete.giveBack(arriving.bytes);
      layout.deleteIncoming(arriving.number);
    }
  }

  /** Removes the store's content. Idempotent. */
  @Override
  public synchronized void close() {
    complete.clear();
    senders.clear();
    announcedFiles = 0;
    layout.close();
  }
}

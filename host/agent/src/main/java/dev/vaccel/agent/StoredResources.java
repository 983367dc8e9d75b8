package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.runtime.ResourceFile;
import dev.vaccel.runtime.ResourceManifest;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is complete in a {@link ResourceStore}, who needs it, and the room that it takes together
 * with what is being sent. Guarded by its store.
 */
final class StoredResources {
  private static final Logger LOG = System.getLogger(StoredResources.class.getName());

  // An empty file costs the disk something too.
  private static final long BYTES_PER_ENTRY = 4096;

  private final StoreLayout layout;
  private final long maxBytes;
  private final long maxEntries;
  // By use: the least recently used first.
  private final Map<ResourceId, Stored> stored = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<ResourceId, StoredFile> files = new HashMap<>();
  private long usedBytes;
  private long usedEntries;

  StoredResources(StoreLayout layout, long maxBytes) {
    this.layout = layout;
    this.maxBytes = maxBytes;
    this.maxEntries = Math.max(ResourceManifest.MAX_FILES, maxBytes / BYTES_PER_ENTRY);
  }

  /** A complete resource and the number of sessions that hold it. */
  private static final class Stored {
    private final ResourceManifest manifest;
    // Where somebody else keeps it; null: here.
    private final @Nullable Path elsewhere;
    private int holders;

    private Stored(ResourceManifest manifest, @Nullable Path elsewhere) {
      this.manifest = manifest;
      this.elsewhere = elsewhere;
    }
  }

  /** A complete file, and how many resources and announcements need it. */
  private static final class StoredFile {
    private final long lengthBytes;
    // What it takes of the store's bytes: nothing if it is another name of somebody else's file.
    private final long takenBytes;
    private int users;

    private StoredFile(long lengthBytes, long takenBytes) {
      this.lengthBytes = lengthBytes;
      this.takenBytes = takenBytes;
    }
  }

  /** Bytes of all files, complete or not. */
  long usedBytes() {
    return usedBytes;
  }

  /** Counts bytes that are being sent; there is {@link #makeRoom room} for them. */
  void take(long bytes) {
    usedBytes += bytes;
  }

  /** Bytes that were taken are not there. */
  void giveBack(long bytes) {
    usedBytes -= bytes;
  }

  boolean has(ResourceId id) {
    return stored.containsKey(id);
  }

  /** Length of a complete file; -1: it is not there. */
  long fileBytes(ResourceId hash) {
    StoredFile file = files.get(hash);
    return file == null ? -1 : file.lengthBytes;
  }

  /** A file whose bytes were taken is complete; one user needs it. */
  void addFile(ResourceId hash, long lengthBytes) {
    StoredFile complete = new StoredFile(lengthBytes, lengthBytes);
    complete.users = 1;
    files.put(hash, complete);
  }

  /** One more needs a file that is there. */
  void use(ResourceId hash) {
    StoredFile file = files.get(hash);
    if (file != null) {
      file.users++;
    }
  }

  /** One less needs a file; with the last one it goes. */
  void unuse(ResourceId hash) {
    StoredFile file = files.get(hash);
    if (file != null && --file.users == 0) {
      files.remove(hash);
      usedBytes -= file.takenBytes;
      layout.deleteFile(hash);
    }
  }

  /**
   * Lets go of what no session holds until there is room.
   *
   * @throws ResourceException STORE_FULL if there is not enough of it
   */
  void makeRoom(long bytes, long entries) {
    while (usedBytes + bytes > maxBytes || usedEntries + entries > maxEntries) {
      ResourceId victim = null;
      for (Map.Entry<ResourceId, Stored> entry : stored.entrySet()) {
        if (entry.getValue().holders == 0) {
          victim = entry.getKey();
          break;
        }
      }
      Stored evicted = victim == null ? null : stored.remove(victim);
      if (victim == null || evicted == null) {
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
      usedEntries -= evicted.manifest.entries();
      if (evicted.elsewhere == null) {
        layout.unlink(victim);
        hashes(evicted.manifest).forEach(this::unuse);
      }
    }
  }

  /** Makes a resource of files that are there; its caller holds it. */
  void store(ResourceId id, ResourceManifest manifest) {
    makeRoom(0, manifest.entries());
    layout.link(id, manifest);
    hashes(manifest).forEach(this::use);
    stored.put(id, new Stored(manifest, null));
    usedEntries += manifest.entries();
    hold(id);
  }

  private static Set<ResourceId> hashes(ResourceManifest manifest) {
    Set<ResourceId> hashes = new HashSet<>();
    manifest.files().forEach(f -> hashes.add(f.hash()));
    return hashes;
  }

  /**
   * Takes in a resource that lies on this machine and stays as it is; the caller holds it now. On
   * the same file system it is linked and outlives its source; else it is used where it lies.
   *
   * @param path its file or directory, whose content is known to be the manifest's
   */
  void adopt(ResourceManifest manifest, Path path) {
    ResourceId id = manifest.id();
    Stored known = stored.get(id);
    if (known != null && (known.elsewhere == null || known.elsewhere.equals(path))) {
      hold(id);
      return;
    }
    makeRoom(0, manifest.entries());
    Map<ResourceId, StoredFile> linked = new HashMap<>();
    try {
      for (ResourceFile file : manifest.files()) {
        if (!files.containsKey(file.hash()) && !linked.containsKey(file.hash())) {
          layout.adopt(file.hash(), manifest.directory() ? path.resolve(file.path()) : path);
          linked.put(file.hash(), new StoredFile(file.lengthBytes(), 0));
        }
      }
      files.putAll(linked);
      store(id, manifest);
    } catch (ResourceException e) {
      linked.keySet().forEach(files::remove);
      linked.keySet().forEach(layout::deleteFile);
      throw e;
    } catch (IOException e) {
      linked.keySet().forEach(layout::deleteFile);
      LOG.log(Logger.Level.DEBUG, "used where it lies path={0} reason={1}", path, e.toString());
      stored.put(id, new Stored(manifest, path));
      usedEntries += manifest.entries();
      hold(id);
    }
  }

  /** Where a complete resource lies. */
  Path path(ResourceId id) {
    Stored resource = stored.get(id);
    if (resource == null) {
      throw new ResourceException(ErrorCode.NOT_FOUND, "resource " + id.shortName() + " is gone");
    }
    return resource.elsewhere == null ? layout.path(id, resource.manifest) : resource.elsewhere;
  }

  /** One more session needs a resource that is there. */
  void hold(ResourceId id) {
    Stored resource = stored.get(id);
    if (resource != null) {
      resource.holders++;
    }
  }

  /** Ends one hold. */
  void release(ResourceId id) {
    Stored resource = stored.get(id);
    if (resource != null && resource.holders > 0) {
      resource.holders--;
    }
  }

  /** Forgets everything. */
  void clear() {
    stored.clear();
    files.clear();
    usedBytes = 0;
    usedEntries = 0;
  }
}

package dev.vaccel.api;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * The unit of isolation and lifetime. Owns its registered resources, handles and buffers and frees
 * them all when it closes or its connection is lost. Calls of one session run in the order in which
 * they were made; sessions do not wait for each other. Thread-safe.
 */
public interface Session extends AutoCloseable {
  /**
   * An implementation of {@code api} whose calls run in this session.
   *
   * @throws UnsupportedException if the far side or this runtime does not know the API
   * @throws ResourceException with {@link ErrorCode#CLOSED} after {@link #close()}
   */
  default <T> T api(Class<T> api) {
    return api(api, CallOptions.DEFAULT);
  }

  /** As {@link #api(Class)}, with options for the calls made through the returned object. */
  <T> T api(Class<T> api, CallOptions options);

  /** As {@link #register(Path, UploadListener)} without progress. */
  default ResourceId register(Path fileOrDirectory) {
    return register(fileOrDirectory, UploadListener.NONE);
  }

  /**
   * Makes a file or directory tree known to the session by the hash of its content. Only content
   * that the far side lacks travels. Held until the session closes.
   *
   * @throws ResourceException if the path cannot be read, is too large, or the store is full
   */
  ResourceId register(Path fileOrDirectory, UploadListener listener);

  /**
   * Makes a model known that the far side has under a name, without its content. Held until the
   * session closes.
   *
   * @param name {@code NAME} or {@code NAME:VERSION}
   * @throws ResourceException NOT_FOUND if there is none, or none that this caller may use
   */
  ResourceId model(String name);

  /**
   * Memory for bulk arguments, filled with zeros, 64-byte aligned, that this session's transport
   * moves with the fewest copies: over a unix socket none, the agent maps it too. The session's
   * until it closes. A call whose connection was lost may still be running in the agent and write
   * to memory of its results.
   */
  MemorySegment allocate(long lengthBytes);

  /** What can be called here: each operation with its back ends and why some are unavailable. */
  List<OperationStatus> operations();

  /** Frees everything the session owns. Idempotent; calls in flight end with an error. */
  @Override
  void close();
}

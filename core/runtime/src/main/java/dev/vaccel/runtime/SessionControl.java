package dev.vaccel.runtime;

import dev.vaccel.api.AcceleratorApi;
import dev.vaccel.api.In;
import dev.vaccel.api.Operation;
import dev.vaccel.api.OperationStatus;
import dev.vaccel.api.ResourceId;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a remote session asks of its agent beside the accelerator APIs: described like them, so that
 * one machinery carries both. The frame's session number names the session.
 */
@AcceleratorApi(id = 64, name = "session")
public interface SessionControl {
  /**
   * Opens the session.
   *
   * @param backends names of the back ends that may serve it; empty: any
   */
  @Operation(code = 1)
  void open(List<String> backends);

  /** Closes the session and frees all it owns. */
  @Operation(code = 2)
  void close();

  /**
   * Announces a resource.
   *
   * @return what is still to be sent; empty when the agent has all of it and the session holds it
   */
  @Operation(code = 3)
  List<MissingFile> announce(ResourceManifest manifest);

  /**
   * Sends the next part of a missing file.
   *
   * @param file the file's hash, as announced
   * @param offset number of its bytes sent before
   * @param data the next bytes
   */
  @Operation(code = 4)
  void put(ResourceId file, long offset, @In MemorySegment data);

  /** Completes a resource whose missing files were sent; the session holds it from now on. */
  @Operation(code = 5)
  void commit(ResourceManifest manifest);

  /**
   * Shares memory: the region that the frame of this call brings along, see docs/protocol.md.
   *
   * @param region what arguments call it; more than 0, unused in this session
   * @param lengthBytes its exact size
   */
  @Operation(code = 7, cheap = true)
  void share(long region, long lengthBytes);

  /**
   * Makes a model that the agent has under a name a resource of the session, as if it had been
   * announced and committed.
   *
   * @param name {@code NAME} or {@code NAME:VERSION}
   */
  @Operation(code = 8, idempotent = true)
  ResourceId model(String name);

  /** The models that the session's owner may use by name. */
  @Operation(code = 9, idempotent = true)
  List<NamedModel> models();

  /** The table of operations as this session sees it. */
  @Operation(code = 6, idempotent = true)
  List<OperationStatus> operations();
}

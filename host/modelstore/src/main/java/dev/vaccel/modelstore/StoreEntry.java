package dev.vaccel.modelstore;

import dev.vaccel.runtime.NamedModel;
import dev.vaccel.runtime.ResourceManifest;
import java.time.Instant;

/**
 * What the store knows of one name.
 *
 * @param name the name
 * @param manifest the files of its content
 * @param source where it came from
 * @param sourceSha256 SHA-256 of the file it came as; empty for a directory
 * @param added when
 * @param task what it answers
 * @param format what its model file is
 * @param licence SPDX identifier or text; empty if not said
 */
public record StoreEntry(
    ModelName name,
    ResourceManifest manifest,
    String source,
    String sourceSha256,
    Instant added,
    String task,
    String format,
    String licence) {
  /** What may be told of it to whoever may use it. */
  public NamedModel named() {
    return new NamedModel(
        name.toString(), manifest.id(), manifest.totalBytes(), task, format, licence);
  }
}

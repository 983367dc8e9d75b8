package dev.vaccel.runtime;

import java.nio.file.Path;

/**
 * A model with where its content lies.
 *
 * @param named what may be told of it
 * @param manifest its files
 * @param path its file or directory, unchanged as far as sizes and times tell
 */
public record StoredModel(NamedModel named, ResourceManifest manifest, Path path) {}

package dev.vaccel.runtime;

import dev.vaccel.api.ResourceId;

/**
 * One file of a resource.
 *
 * @param path relative path with {@code /}, or the bare name of a single file
 * @param lengthBytes its length
 * @param hash SHA-256 of its content
 */
public record ResourceFile(String path, long lengthBytes, ResourceId hash) {}

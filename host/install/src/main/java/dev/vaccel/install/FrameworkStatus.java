package dev.vaccel.install;

/**
 * A framework that can be installed.
 *
 * @param name of the back end that needs it
 * @param version of the framework
 * @param licence SPDX identifier
 * @param downloadBytes what is fetched for this platform; -1 where there is nothing for it
 * @param installed whether it is there
 * @param directory where it is, or would be
 */
public record FrameworkStatus(
    String name,
    String version,
    String licence,
    long downloadBytes,
    boolean installed,
    String directory) {}

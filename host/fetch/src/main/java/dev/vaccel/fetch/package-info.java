/**
 * Files from servers of which nothing is believed: not the length, not where they send us, not the
 * content. Start at {@link dev.vaccel.fetch.Downloader}.
 */
package dev.vaccel.fetch;

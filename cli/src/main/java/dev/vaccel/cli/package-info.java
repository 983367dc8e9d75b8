/**
 * The {@code vaccel} command: one class for each subcommand ({@code OpsCommand}, ...), what they
 * share beside them. Starts at {@link dev.vaccel.cli.Main}. Data goes to stdout, everything else to
 * stderr; exit codes are {@link dev.vaccel.cli.ExitCodes}.
 */
package dev.vaccel.cli;

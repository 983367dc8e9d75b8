/**
 * Back end {@code opencl}: matrix products and array operations by kernels of its own, and programs
 * that callers bring, in a process of their own. Entry point: {@code OpenclBackendProvider}.
 */
package dev.vaccel.backend.opencl;

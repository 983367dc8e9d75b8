/**
 * Matrix products on OpenBLAS through the foreign function interface, or in plain Java where no
 * such library is found. Entry point: {@link dev.vaccel.backend.blas.BlasBackendProvider}.
 *
 * <p>The path of a call: {@link dev.vaccel.backend.blas.BlasOperations} checks every argument and
 * settles what needs no product, then the session's {@link dev.vaccel.backend.blas.Gemm}
 * multiplies: {@link dev.vaccel.backend.blas.NativeGemm} (memory in a form that the library can
 * take, then {@link dev.vaccel.backend.blas.BlasBindings}) or {@link
 * dev.vaccel.backend.blas.JavaGemm}.
 */
package dev.vaccel.backend.blas;

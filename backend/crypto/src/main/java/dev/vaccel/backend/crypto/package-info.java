/**
 * AES and SHA-2 on the JDK's own implementations, which use the processor's instructions for them
 * (AES-NI, VAES, PCLMULQDQ, SHA on x86-64; the cryptography extensions on aarch64) as far as the
 * JVM's compiler knows them. Entry point: {@link dev.vaccel.backend.crypto.CryptoBackendProvider}.
 *
 * <p>Handles and checks are the API's ({@code dev.vaccel.api.crypto.spi}); here is the engine:
 * {@link dev.vaccel.backend.crypto.ModeCipher} for CBC and CTR, {@link
 * dev.vaccel.backend.crypto.GcmCipher}, {@link dev.vaccel.backend.crypto.XtsCipher}, {@link
 * dev.vaccel.backend.crypto.JdkHash}, and {@link dev.vaccel.backend.crypto.Staging} between native
 * memory and the arrays that those instructions are reached through.
 */
package dev.vaccel.backend.crypto;

/**
 * AES and SHA-2 by the Linux kernel's crypto API (AF_ALG), and so by whatever engine a driver has
 * registered there: the processor's instructions, or a device of the machine. Entry point: {@link
 * dev.vaccel.backend.afalg.AfalgBackendProvider}.
 *
 * <p>Handles and checks are the API's ({@code dev.vaccel.api.crypto.spi}); here is the engine:
 * {@link dev.vaccel.backend.afalg.StreamCipher} for CBC, CTR and XTS, {@link
 * dev.vaccel.backend.afalg.TagCipher} for GCM, {@link dev.vaccel.backend.afalg.KernelHash}. System
 * calls are {@code core/posix}'s.
 */
package dev.vaccel.backend.afalg;

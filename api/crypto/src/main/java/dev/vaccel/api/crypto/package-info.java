/**
 * Encryption and digests as an accelerator offers them: AES in four modes and SHA-2. Entry point:
 * {@link dev.vaccel.api.crypto.CryptoApi}.
 */
package dev.vaccel.api.crypto;

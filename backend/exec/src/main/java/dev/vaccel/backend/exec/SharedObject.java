package dev.vaccel.backend.exec;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A shared object, loaded for one session from a private copy of the file. The loader knows files
 * by their inode, so two sessions that load one file would share its variables; and a file that is
 * cut while it is mapped ends the process. The copy is gone from the directory once it is loaded.
 */
final class SharedObject implements AutoCloseable {
  private final ResourceId id;
  private final MemorySegment handle;
  private boolean closed;

  private SharedObject(ResourceId id, MemorySegment handle) {
    this.id = id;
    this.handle = handle;
  }

  /**
   * Loads a file; runs its constructors.
   *
   * @param id its name in errors, which guests read: paths of this host are none of their business
   * @param globalSymbols whether libraries that are loaded later see its symbols
   */
  static SharedObject load(ResourceId id, Path file, ExecSettings settings, boolean globalSymbols) {
    if (Files.isDirectory(file)) {
      throw ExecErrors.directory(id);
    }
    Path copy = copy(id, file, settings);
    try {
      MemorySegment handle = ExecBindings.open(copy.toString(), globalSymbols);
      if (handle.address() == 0) {
        String reason = ExecBindings.lastError().replace(copy.toString(), id.shortName());
        String hint = ElfMachine.mismatch(copy).map(text -> "; " + text).orElse("");
        throw ExecErrors.notLoaded(id, reason + hint);
      }
      return new SharedObject(id, handle);
    } finally {
      delete(copy);
    }
  }

  /** Address of a symbol. The loader looks into the library and what it was linked with. */
  MemorySegment symbol(String name) {
    MemorySegment address = ExecBindings.symbol(handle, name);
    if (address.address() == 0) {
      throw ExecErrors.noSymbol(id, name);
    }
    return address;
  }

  /** Unloads it; runs its destructors. No function of it may be running. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      ExecBindings.close(handle);
    }
  }

  /** Of exactly these bytes the hash is asked for: what is allowed is what is loaded. */
  private static Path copy(ResourceId id, Path file, ExecSettings settings) {
    Path workDirectory = settings.workDirectory();
    Path copy = null;
    try {
      // Mode 0600, which is enough: mapping for execution asks for no x bit.
      copy = Files.createTempFile(workDirectory, "vaccel-exec", ".so");
      try (var content = Files.newInputStream(file);
          var target = new DigestOutputStream(Files.newOutputStream(copy), sha256())) {
        content.transferTo(target);
        String hash = HexFormat.of().formatHex(target.getMessageDigest().digest());
        if (!settings.allows(hash)) {
          throw TypedErrors.notAllowed(id, hash);
        }
      }
      return copy;
    } catch (VaccelException e) {
      if (copy != null) {
        delete(copy);
      }
      throw e;
    } catch (IOException e) {
      if (copy != null) {
        delete(copy);
      }
      throw ExecErrors.notCopied(id, workDirectory, e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.getLogger("dev.vaccel.backend.exec")
          .log(System.Logger.Level.WARNING, "cannot delete a copied library file=" + file, e);
    }
  }
}

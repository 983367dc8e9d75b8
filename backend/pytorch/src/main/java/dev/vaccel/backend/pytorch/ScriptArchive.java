package dev.vaccel.backend.pytorch;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What torch.jit.save wrote: a zip with code as text ({@code NAME/code/...py}), objects as pickles
 * and weights as they are. Looked through before LibTorch sees it. Source:
 * torch/csrc/jit/docs/serialization.md of PyTorch 2.7. Confined to one thread.
 */
final class ScriptArchive {
  private static final long MAX_CODE_BYTES = 64L << 20;

  /** Weights are stored, code and pickles shrink by ten at most. */
  private static final long MAX_GROWTH = 20;

  private static final int MAX_ENTRIES = 200_000;

  /**
   * Words of TorchScript that lead out of the tensors: files read and written, text on the agent's
   * output, other processes, and getattr, by which code could spell the others. The parser skips
   * blanks and comments, so a word is looked for wherever it stands.
   */
  private static final Pattern REACHES_OUT =
      Pattern.compile(
          "\\b(from_file|save|print|warn|getattr|rpc_(?:sync|async|remote)|load_library)\\b");

  private final String model;
  private final Map<String, String> code = new HashMap<>();
  private final String rootClass;

  private ScriptArchive(Path file, String model) throws IOException {
    this.model = model;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries = zip.stream().toList();
      if (entries.size() > MAX_ENTRIES) {
        throw corrupt("has " + entries.size() + " entries: expected at most " + MAX_ENTRIES);
      }
      long unpacked = 0;
      long codeBytes = 0;
      ZipEntry data = null;
      for (ZipEntry entry : entries) {
        unpacked += Math.max(0, entry.getSize());
        String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
        if (name.startsWith("code/") && name.endsWith(".py")) {
          codeBytes += entry.getSize();
          if (codeBytes > MAX_CODE_BYTES) {
            throw corrupt("has more than " + MAX_CODE_BYTES + " bytes of code");
          }
          // Two of one name: both are looked through.
          code.merge(name.substring("code/".length()), text(zip, entry), (a, b) -> a + "\n" + b);
        } else if (name.equals("data.pkl")) {
          data = entry;
        }
      }
      long limit = MAX_GROWTH * Files.size(file) + (1 << 20);
      if (unpacked > limit) {
        throw corrupt("unpacks to " + unpacked + " bytes: expected at most " + limit);
      }
      if (data == null) {
        throw corrupt("has no data.pkl");
      }
      rootClass = rootClass(zip, data);
    } catch (ZipException e) {
      throw corrupt("is no whole zip: " + e.getMessage());
    }
  }

  static ScriptArchive read(Path file, String model) throws IOException {
    return new ScriptArchive(file, model);
  }

  /** Refuses code that reaches beyond its tensors. */
  void check() {
    code.values()
        .forEach(
            text -> {
              Matcher found = REACHES_OUT.matcher(text);
              if (found.find()) {
                throw new BackendException(
                    ErrorCode.MODEL_INVALID,
                    model
                        + " has the word "
                        + found.group(1)
                        + " in its code, which can reach files or the agent's output: expected a"
                        + " model of computations alone; an operator who trusts its models can set"
                        + " pytorch.allow-file-operations=true");
              }
            });
  }

  /** The declaration of the model's {@code forward}; null where it is not found. */
  @Nullable ForwardSignature forward() {
    int dot = rootClass.lastIndexOf('.');
    String text = dot < 0 ? null : code.get(rootClass.substring(0, dot).replace('.', '/') + ".py");
    if (text == null) {
      return null;
    }
    Matcher start =
        Pattern.compile("(?m)^class " + Pattern.quote(rootClass.substring(dot + 1)) + "\\(")
            .matcher(text);
    if (!start.find()) {
      return null;
    }
    int end = text.indexOf("\nclass ", start.end());
    return ForwardSignature.find(text.substring(start.end(), end < 0 ? text.length() : end));
  }

  /**
   * The pickle's first global: opcode {@code c}, module and name in a line each, behind opcode and
   * number of the protocol.
   */
  private static String rootClass(ZipFile zip, ZipEntry entry) throws IOException {
    byte[] head;
    try (InputStream in = zip.getInputStream(entry)) {
      head = in.readNBytes(1024);
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    Matcher global = Pattern.compile("^\\x80.c([\\w.]+)\\n(\\w+)\\n").matcher(text);
    return global.find() ? global.group(1) + "." + global.group(2) : "";
  }

  private static String text(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      // No more than it says, which has been counted.
      return new String(in.readNBytes((int) entry.getSize()), StandardCharsets.UTF_8);
    }
  }

  private ResourceException corrupt(String what) {
    return new ResourceException(ErrorCode.CORRUPT, model + " " + what);
  }
}

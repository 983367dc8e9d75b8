package dev.vaccel.cli;

import dev.vaccel.agent.ServedModels;
import dev.vaccel.modelstore.ModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which models an agent serves by name, and to whom. */
final class AgentModels {
  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "Serve the models of this store (`vaccel model add`) by name: callers need not upload"
              + " them.")
  private @Nullable Path directory;

  @Option(
      names = "--model-access",
      paramLabel = "TENANT=NAMES",
      description =
          "Let a tenant, such as uid:1000, use these models, * being any text; may be repeated."
              + " Default every tenant all; with it, others none.")
  private List<String> access = new ArrayList<>();

  ServedModels served() {
    if (directory == null) {
      if (!access.isEmpty()) {
        throw Failure.usage("--model-access " + access.getFirst() + " needs --models");
      }
      return ServedModels.NONE;
    }
    if (!Files.isReadable(directory) || !Files.isDirectory(directory)) {
      throw Failure.usage("--models " + directory + ": expected a directory that can be read");
    }
    return new ServedModels(
        new ModelStore(directory), access.stream().map(AgentModels::access).toList());
  }

  // A tenant's name may have = in it (CN=guest), a model's not.
  private static ServedModels.Access access(String text) {
    int equals = text.lastIndexOf('=');
    String models = text.substring(equals + 1);
    if (equals < 1 || !models.matches("[a-z0-9._:*-]+")) {
      throw Failure.usage(
          "--model-access "
              + text
              + ": expected TENANT=NAMES, such as uid:1000=* or cid:*=squeezenet*");
    }
    return new ServedModels.Access(text.substring(0, equals), models);
  }
}

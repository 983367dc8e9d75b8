package dev.vaccel.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vaccel.vm.GuestCommand;
import dev.vaccel.vm.GuestOutcome;
import dev.vaccel.vm.GuestRun;
import dev.vaccel.vm.Initramfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration's caller in a virtual machine: the C client's {@code vaccel-classify}, which
 * reaches the agent by the machine's vsock.
 */
final class DemoMachine {
  private static final String PICTURES = "/pictures/";

  private final Terminal terminal;
  private final @Nullable String arch;
  private final List<DemoAnswer> answers = new ArrayList<>();
  private final StringBuilder complaints = new StringBuilder();
  private long bootNs;
  private String title = "";
  private @Nullable ProgressBar bar;
  private long expected;

  /**
   * One that was not booted yet.
   *
   * @param arch the guest's processor; null for this machine's
   */
  DemoMachine(@Nullable String arch, Terminal terminal) {
    this.terminal = terminal;
    this.arch = arch;
  }

  /**
   * Boots it and classifies pictures there, each {@code repetitions} times to warm up and as often
   * to be measured.
   *
   * @return in the order of the pictures
   * @throws Failure with the one command that helps, if something is missing
   */
  List<DemoAnswer> classify(Path model, int repetitions, List<Path> images)
      throws IOException, InterruptedException {
    PreparedMachine prepared = PreparedMachine.find(arch, terminal);
    title = prepared.vmm().title() + ", " + prepared.contents().architecture();
    Initramfs image = prepared.contents().build(prepared.kernel(), terminal);
    for (Path each : images) {
      image.add(PICTURES + each.getFileName(), each);
    }
    List<String> backends = List.of("--backend=image", "--backend=onnx");
    try (TemporaryDirectory directory = TemporaryDirectory.create("vaccel-demo-");
        VmDevice agent = VmDevice.start(prepared.vmm(), backends)) {
      GuestCommand command = command(repetitions, images);
      run(prepared.run(image, command, agent, directory.path(), 0), images.size());
    }
    return answers.subList(answers.size() - images.size(), answers.size());
  }

  /** Twice the same: what was said the first time is forgotten. */
  private static GuestCommand command(int repetitions, List<Path> images) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("sh", "-c", "vaccel-classify \"$@\" && vaccel-classify \"$@\"", "demo"));
    words.addAll(List.of("--json", "--repeat", Integer.toString(repetitions)));
    images.forEach(each -> words.add(PICTURES + each.getFileName()));
    return GuestCommand.of(words, Map.of());
  }

  private void run(MachineRun run, int count) throws IOException, InterruptedException {
    expected = 2L * count;
    try (ProgressBar shown = new ProgressBar(terminal, "classifying in the machine")) {
      bar = shown;
      shown.update(0, expected, "");
      GuestOutcome outcome =
          run.await(
              0,
              new GuestLines(this::takeLine),
              started -> note(run, started),
              ended -> bootNs = ended.bootNs().orElse(0));
      int code = MachineRun.exitCode(outcome);
      if (code != 0 || answers.size() != expected) {
        throw Failure.failed(
            "the caller in the machine ended with exit code "
                + code
                + " after "
                + answers.size()
                + " of "
                + expected
                + " answers"
                + (complaints.isEmpty() ? "" : ": " + complaints.toString().strip()));
      }
    }
  }

  private void note(MachineRun run, GuestRun started) {
    terminal.note(
        "agent: process "
            + run.agent().processId()
            + " at "
            + run.vmm().scheme()
            + "://"
            + run.agent().socket()
            + "; caller: vaccel-classify in "
            + title
            + ", process "
            + started.pid());
  }

  /** On the thread that reads the console. */
  private void takeLine(String text) {
    try {
      JsonObject answer = JsonParser.parseString(text).getAsJsonObject();
      JsonObject label = answer.getAsJsonArray("labels").get(0).getAsJsonObject();
      answers.add(
          new DemoAnswer(
              label.get("text").getAsString(),
              label.get("score").getAsFloat(),
              answer.get("microseconds").getAsDouble() / 1e3));
      if (bar != null) {
        bar.update(answers.size(), expected, "");
      }
    } catch (JsonParseException | IllegalStateException | IndexOutOfBoundsException _) {
      complaints.append(text).append('\n');
    }
  }

  /** What ran it, for people. */
  String title() {
    return title;
  }

  /** The time from the VMM's start to the caller's. */
  long bootNs() {
    return bootNs;
  }
}

package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.runtime.ContentHash;
import dev.vaccel.runtime.ModelSource;
import dev.vaccel.runtime.NamedModel;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.runtime.RemoteSession;
import dev.vaccel.runtime.ResourceManifest;
import dev.vaccel.runtime.StoredModel;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two tenants, this user and a host, and models that one of them may use. */
class ServedModelsTest {
  private static final String HOST = "address:127.0.0.1";

  @TempDir Path directory;
  private final Models models = new Models();

  /** Files by name. */
  private static final class Models implements ModelSource {
    final Map<String, Path> files = new TreeMap<>();
    final AtomicInteger finds = new AtomicInteger();

    private static NamedModel named(String name, Path file) {
      ResourceManifest manifest = ContentHash.manifest(file);
      return new NamedModel(name, manifest.id(), manifest.totalBytes(), "tensor", "onnx", "MIT");
    }

    @Override
    public List<NamedModel> list(Predicate<String> allowed) {
      return files.entrySet().stream()
          .filter(e -> allowed.test(e.getKey()))
          .map(e -> named(e.getKey(), e.getValue()))
          .toList();
    }

    @Override
    public Optional<StoredModel> find(String name, Predicate<String> allowed) {
      finds.incrementAndGet();
      Path file = files.get(name);
      return file == null || !allowed.test(name)
          ? Optional.empty()
          : Optional.of(new StoredModel(named(name, file), ContentHash.manifest(file), file));
    }
  }

  @BeforeEach
  void write() throws IOException {
    for (String name : List.of("cat", "dog", "dog-2")) {
      models.files.put(name, Files.writeString(directory.resolve(name), "model " + name));
    }
  }

  private Agent agent(ServedModels.Access... access) {
    AgentOptions options =
        TestAgent.options(TestAgent.address())
            .withStore(directory.resolve("store"))
            .withListen(
                List.of(
                    new AgentOptions.Listen(TestAgent.address(), LinkOptions.DEFAULT),
                    new AgentOptions.Listen(
                        Address.parse("tcp://127.0.0.1:0"), LinkOptions.DEFAULT)));
    return Agent.start(
        options, new ServedModels(models, List.of(access)), TestAgent.runtime(new GatedBackend()));
  }

  private static RemoteAgent connect(Agent agent, int listener) {
    return RemoteAgent.connect(agent.addresses().get(listener), RemoteOptions.DEFAULT);
  }

  private static List<String> names(RemoteSession session) {
    return session.models().stream().map(NamedModel::name).toList();
  }

  private static String notFound(RemoteSession session, String name) {
    ResourceException failure = assertThrows(ResourceException.class, () -> session.model(name));
    assertEquals(ErrorCode.NOT_FOUND, failure.code());
    return failure.getMessage();
  }

  @Test
  void everyTenantMayUseWhatIsServed() {
    try (Agent agent = agent();
        RemoteAgent user = connect(agent, 0);
        RemoteAgent host = connect(agent, 1);
        RemoteSession first = user.openSession();
        RemoteSession second = host.openSession()) {
      ResourceId cat = first.model("cat");
      assertEquals(models.list(_ -> true).getFirst().resource(), cat);
      assertEquals(cat, first.model("cat"));
      assertEquals(cat, second.model("cat"));
      assertEquals(List.of("cat", "dog", "dog-2"), names(second));
      assertEquals(0, agent.status().storeBytes());
    }
  }

  @Test
  void rulesNarrowItAndWhatIsForbiddenIsAsIfItWereNotThere() {
    try (Agent agent =
            agent(new ServedModels.Access("uid:*", "*"), new ServedModels.Access(HOST, "dog*"));
        RemoteAgent user = connect(agent, 0);
        RemoteAgent host = connect(agent, 1);
        RemoteSession first = user.openSession();
        RemoteSession second = host.openSession()) {
      assertEquals(List.of("cat", "dog", "dog-2"), names(first));
      assertEquals(List.of("dog", "dog-2"), names(second));
      assertEquals(first.model("dog"), second.model("dog"));
      first.model("cat");
      assertEquals(notFound(second, "bat").replace("bat", "cat"), notFound(second, "cat"));
    }
  }

  @Test
  void whoNoRuleNamesMayUseNone() {
    try (Agent agent = agent(new ServedModels.Access("uid:*", "*"));
        RemoteAgent host = connect(agent, 1);
        RemoteSession session = host.openSession()) {
      assertEquals(List.of(), names(session));
      notFound(session, "dog");
    }
  }

  @Test
  void anAgentWithoutModelsSaysSo() {
    try (TestAgent agent = new TestAgent();
        RemoteAgent user = RemoteAgent.connect(agent.listensAt(), RemoteOptions.DEFAULT);
        RemoteSession session = user.openSession()) {
      assertEquals(List.of(), names(session));
      notFound(session, "dog");
    }
  }

  @Test
  void aSessionKeepsAModelThatIsRemovedOrReplaced() throws IOException {
    try (Agent agent = agent();
        RemoteAgent user = connect(agent, 0);
        RemoteSession session = user.openSession()) {
      ResourceId before = session.model("cat");
      Files.delete(directory.resolve("cat"));
      assertTrue(Files.exists(directory.resolve("store/resources/" + before.sha256() + "/cat")));
      models.files.put("cat", Files.writeString(directory.resolve("cat2"), "another"));
      assertTrue(!session.model("cat").equals(before));
      models.files.remove("cat");
      notFound(session, "cat");
      session.model("dog");
    }
  }

  @Test
  void hostileNamesAreToldToNobodyAsTheyAre() {
    try (Agent agent = agent();
        RemoteAgent user = connect(agent, 0);
        RemoteSession session = user.openSession()) {
      for (String name :
          List.of(
              "",
              "../cat",
              "\u001b[31mred\n",
              "x".repeat(1 << 19),
              "x" + "\ud83d\ude00".repeat(99),
              "cat\0",
              "*",
              "/etc")) {
        String message = notFound(session, name);
        assertTrue(message.length() < 200, () -> message.length() + " characters");
        assertEquals(-1, message.chars().filter(Character::isISOControl).findAny().orElse(-1));
      }
      session.model("dog");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a,a,true",
    "a,b,false",
    "*,'',true",
    "*,abc,true",
    "a*,abc,true",
    "a*,ba,false",
    "*c,abc,true",
    "a*c,abc,true",
    "a*c,ac,true",
    "a*a,a,false",
    "a*b*c,axbyc,true",
    "a*b*c,acb,false",
    "a*bb*b,abb,false",
    "**,x,true",
    "a.c,abc,false",
    "'','',true"
  })
  void aStarStandsForAnyText(String pattern, String text, boolean matches) {
    assertEquals(matches, ServedModels.matches(pattern, text));
  }
}

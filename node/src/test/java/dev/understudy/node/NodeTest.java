package dev.understudy.node;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.MessageNotCopyableException;
import dev.understudy.node.NodeStartException.Phase;
import dev.understudy.node.NodeTest.Greeter.Greet;
import dev.understudy.sharding.EntityContext;
import dev.understudy.sharding.EntityType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeTest {
    static final class Greeter implements Behavior<Greeter.Command> {
        static final EntityType<Command> TYPE = EntityType.of("greeter", Command.class);

        sealed interface Command {}

        record Greet(String whom, ActorRef<String> replyTo) implements Command {}

        private final EntityContext<Command> context;

        Greeter(EntityContext<Command> context) {
            this.context = context;
        }

        @Override
        public void receive(Command command) {
            switch (command) {
                case Greet(var whom, var replyTo) -> replyTo.tell(context.id() + " greets " + whom);
            }
        }
    }

    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void closeNodes() {
        nodes.reversed().forEach(Node::close);
    }

    @Test
    void threeNodesShareTheEntitiesAndGoOnWhenOneLeaves() throws Exception {
        int[] ports = {FreePorts.next(), FreePorts.next(), FreePorts.next()};
        var starting = new ArrayList<CompletableFuture<Node>>();
        for (int n = 0; n < 3; n++) {
            starting.add(builder("n" + n, ports[n], ports).bootstrapExpect(3).startAsync());
        }
        for (var node : starting) {
            nodes.add(node.get());
        }

        for (var node : nodes) {
            node.awaitMembers(3, ofSeconds(30));
            for (int id = 0; id < 20; id++) {
                assertThat(greet(node, "e" + id)).isEqualTo("e" + id + " greets " + node.name());
            }
        }
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.status().entities()).isPositive());

        nodes.removeFirst().close();

        for (var node : nodes) {
            for (int id = 0; id < 20; id++) {
                assertThat(greet(node, "e" + id)).isEqualTo("e" + id + " greets " + node.name());
            }
            assertThat(node.status().members()).hasSize(2);
        }
    }

    @Test
    void aDrainedNodeOwnsNothingAndStaysInViewUntilItIsClosed() throws Exception {
        int[] ports = {FreePorts.next(), FreePorts.next()};
        var first = builder("n0", ports[0], ports).bootstrapExpect(2).startAsync();
        var second = builder("n1", ports[1], ports).bootstrapExpect(2).startAsync();
        nodes.add(first.get());
        nodes.add(second.get());

        assertThat(second.get().drain()).isTrue();

        assertThat(second.get().status().runningShards()).isZero();
        assertThat(second.get().status().state()).isEqualTo(NodeStatus.State.LEAVING);
        assertThat(second.get().drain()).isTrue();
        assertThat(first.get().view().members()).hasSize(2);
        for (int id = 0; id < 20; id++) {
            assertThat(greet(first.get(), "e" + id)).isEqualTo("e" + id + " greets n0");
        }
    }

    record Note(List<String> lines, ActorRef<Note> replyTo) {}

    record Unregistered(String text) {}

    @Test
    void actorsGetCopiesOfMessagesWhenTheyAreChecked() {
        int port = FreePorts.next();
        var node = start(builder("n", port, port)
                .messages(types -> types.register(Note.class))
                .checkMessages());
        var got = new CompletableFuture<Note>();
        ActorRef<Note> reader = node.system().spawn("reader", _ -> got::complete);
        var note = new Note(new ArrayList<>(List.of("one")), reader);

        reader.tell(note);
        note.lines().add("two");

        assertThat(got.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(new Note(List.of("one"), reader));
    }

    @Test
    void aMessageWithoutAWireFormFailsItsSenderWhenTheyAreChecked() {
        int port = FreePorts.next();
        var node = start(builder("n", port, port).checkMessages());
        ActorRef<Unregistered> reader = node.system().spawn("reader", _ -> _ -> {});

        assertThatThrownBy(() -> reader.tell(new Unregistered("hello")))
                .isInstanceOf(MessageNotCopyableException.class)
                .hasMessageContaining("Unregistered");
    }

    private record First(int amount) {}

    private record FirstOtherwise(String amount) {}

    private record FirstWithMore(int amount, String currency) {}

    @Test
    void aNodeThatMeansOtherThingsByTheSameNamesIsRefusedWithTheDifference() {
        int[] ports = {FreePorts.next(), FreePorts.next()};
        start(builder("n", ports[0], ports).messages(types -> types.register("first", First.class)));
        var other = builder("other", ports[1], ports).messages(types -> types.register("first", FirstOtherwise.class));

        assertThatThrownBy(other::start)
                .isInstanceOfSatisfying(
                        NodeStartException.class,
                        refused -> assertThat(refused.phase()).isEqualTo(Phase.JOIN))
                .hasMessageContaining("first v1: component amount is string here, int there");
    }

    @Test
    void aNodeWhoseMessageGainedAComponentJoins() {
        int[] ports = {FreePorts.next(), FreePorts.next()};
        var old = start(builder("n", ports[0], ports).messages(types -> types.register("first", First.class)));

        start(builder("newer", ports[1], ports).messages(types -> types.register("first", FirstWithMore.class)));

        assertThat(old.view().members()).hasSize(2);
    }

    @Test
    void theAdminServerTellsHealthAndStatus() throws Exception {
        int port = FreePorts.next();
        var node = start(builder("n", port, port).set(Settings.ADMIN_PORT, 0));

        var health = get(node, "/health");
        var status = get(node, "/status");

        assertThat(health).contains("\"status\":\"UP\"").contains("\"members\":1");
        assertThat(status)
                .contains("\"name\":\"n\"")
                .contains("\"state\":\"READY\"")
                .contains("\"epoch\":1");
    }

    @Test
    void aPortThatIsTakenFailsTheStartInPhaseJoinNamingIt() {
        int port = FreePorts.next();
        start(builder("first", port, port));

        assertThatThrownBy(() -> start(builder("second", port, port)))
                .isInstanceOfSatisfying(
                        NodeStartException.class,
                        failure -> assertThat(failure.phase()).isEqualTo(Phase.JOIN))
                .hasMessageContaining("'second'")
                .hasMessageContaining("is taken");
    }

    @Test
    void anAdminPortThatIsTakenFailsTheStartInPhaseAdminNamingItAndItsKey() throws IOException {
        int port = FreePorts.next();
        int taken = FreePorts.next();
        try (var other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), taken));

            assertThatThrownBy(() -> start(builder("n", port, port).set(Settings.ADMIN_PORT, taken)))
                    .isInstanceOfSatisfying(
                            NodeStartException.class,
                            failure -> assertThat(failure.phase()).isEqualTo(Phase.ADMIN))
                    .hasMessageContaining("127.0.0.1:" + taken)
                    .hasMessageContaining("understudy.admin.port");
        }
    }

    @Test
    void aSettingThatIsNotAllowedFailsTheStartInPhaseConfigure() {
        int port = FreePorts.next();

        assertThatThrownBy(() -> start(builder("n", port, port).set(Settings.AUDIT_TURNS, "/nowhere/turns")))
                .isInstanceOfSatisfying(
                        NodeStartException.class,
                        failure -> assertThat(failure.phase()).isEqualTo(Phase.CONFIGURE))
                .hasMessageContaining("understudy.audit.turns is '/nowhere/turns'");
    }

    @Test
    void aMessageThatCannotBeRegisteredFailsTheStartInPhaseRegister() {
        int port = FreePorts.next();

        assertThatThrownBy(() -> start(builder("n", port, port).messages(_ -> {
                    throw new IllegalArgumentException("no such type");
                })))
                .isInstanceOfSatisfying(
                        NodeStartException.class,
                        failure -> assertThat(failure.phase()).isEqualTo(Phase.REGISTER))
                .hasMessageContaining("no such type");
    }

    @Test
    void eachStartOfOneBuilderIsTheNodeThatItDescribedThen() throws Exception {
        int[] ports = {FreePorts.next(), FreePorts.next()};
        var builder = builder("first", ports[0], ports);
        var first = builder.startAsync();
        var second = builder.set(Settings.NAME, "second")
                .set(Settings.BIND_PORT, ports[1])
                .startAsync();
        nodes.add(first.get());
        nodes.add(second.get());

        assertThat(nodes).extracting(Node::name).containsExactly("first", "second");
    }

    @Test
    void aSecondNodeOfOneNameFailsTheStartNamingIt() throws IOException {
        int[] ports = {FreePorts.next(), FreePorts.next()};
        start(builder("twin", ports[0], ports));

        assertThatThrownBy(() -> start(builder("twin", ports[1], ports)))
                .isInstanceOfSatisfying(
                        NodeStartException.class,
                        failure -> assertThat(failure.phase()).isEqualTo(Phase.JOIN))
                .hasMessageContaining("twin");
    }

    @Test
    void aClusterThatDoesNotFormFailsTheStartSayingWhereItLooked() throws IOException {
        int port = FreePorts.next();
        int nobody = FreePorts.next();

        assertThatThrownBy(() -> start(builder("alone", port, port, nobody)
                        .bootstrapExpect(2)
                        .set(Settings.START_TIMEOUT, ofSeconds(2))))
                .isInstanceOfSatisfying(
                        NodeStartException.class,
                        failure -> assertThat(failure.phase()).isEqualTo(Phase.PLACE))
                .hasMessageContaining("127.0.0.1:" + nobody);
    }

    @Test
    void aMessageThatIsTooLargeForTheWireIsRefusedToItsSender() throws Exception {
        int[] ports = {FreePorts.next(), FreePorts.next()};
        start(builder("host", ports[0], ports));
        var client = start(builder("client", ports[1], ports).client());
        var greeter = client.entityRef(Greeter.TYPE, "e");

        CompletableFuture<String> answer =
                greeter.ask(replyTo -> new Greet("x".repeat(5 << 20), replyTo), ofSeconds(30));

        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining(String.valueOf(4 << 20));
        assertThat(greet(client, "e")).isEqualTo("e greets client");
    }

    @Test
    void aLargeMessageIsCarriedInParts() throws Exception {
        int[] ports = {FreePorts.next(), FreePorts.next()};
        start(builder("host", ports[0], ports));
        var client = start(builder("client", ports[1], ports).client());
        var whom = "x".repeat(1 << 20);

        String answer = client.entityRef(Greeter.TYPE, "e")
                .<String>ask(replyTo -> new Greet(whom, replyTo), ofSeconds(30))
                .get();

        assertThat(answer).isEqualTo("e greets " + whom);
    }

    @Test
    void waitingForMoreMembersThanComeSaysWhoIsThere() throws IOException {
        int port = FreePorts.next();
        var node = start(builder("n", port, port));

        assertThatThrownBy(() -> node.awaitMembers(2, ofSeconds(1)))
                .isInstanceOf(ClusterSizeException.class)
                .hasMessageContaining("2 members and saw 1");
    }

    private Node start(NodeBuilder builder) {
        var node = builder.start();
        nodes.add(node);
        return node;
    }

    private static NodeBuilder builder(String name, int port, int... cluster) {
        var hosts = java.util.Arrays.stream(cluster)
                .mapToObj(member -> "127.0.0.1:" + member)
                .toArray(String[]::new);
        return Node.named(name).bind("127.0.0.1", port).initialHosts(hosts).entity(Greeter.TYPE, Greeter::new);
    }

    private static String greet(Node node, String id) {
        return node.entityRef(Greeter.TYPE, id)
                .<String>ask(replyTo -> new Greet(node.name(), replyTo), ofSeconds(30))
                .join();
    }

    private static String get(Node node, String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var uri = URI.create(
                    "http://127.0.0.1:%d%s".formatted(node.adminPort().orElseThrow(), path));
            var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }
}
